import { router } from '../init'

export const workspaceRouter = router({})
