import { router } from '../init'

export const creditsRouter = router({})
