import { router } from '../init'

export const projectRouter = router({})
