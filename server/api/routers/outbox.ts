import { getOutboxMail, listOutbox } from '@/server/notifications'
import { mailIdSchema } from '@/server/notifications/schemas'
import { publicProcedure, router } from '../init'

/** Of the person whose machine it is: signing in takes a look into it. Not found anywhere else. */
export const outboxRouter = router({
  list: publicProcedure.query(({ ctx }) => listOutbox(ctx.app)),
  get: publicProcedure.input(mailIdSchema).query(({ ctx, input }) => getOutboxMail(ctx.app, input)),
})
