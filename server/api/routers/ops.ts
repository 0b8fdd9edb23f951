import { getOps } from '@/server/platform'
import { opsQuerySchema } from '@/server/platform/schemas'
import { operatorProcedure, router } from '../init'

/** Of the people who look after this installation; for everybody else none of it is there. */
export const opsRouter = router({
  overview: operatorProcedure.input(opsQuerySchema).query(({ ctx, input }) => getOps(ctx.user, input)),
})
