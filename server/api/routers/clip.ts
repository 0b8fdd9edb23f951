import { router } from '../init'

export const clipRouter = router({})
