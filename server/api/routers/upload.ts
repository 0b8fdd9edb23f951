import { router } from '../init'

export const uploadRouter = router({})
