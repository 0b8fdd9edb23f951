import { router } from '../init'

export const outboxRouter = router({})
