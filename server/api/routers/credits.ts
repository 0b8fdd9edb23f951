import { creditHistorySchema, getSummary, listHistory, plans } from '@/server/credits'
import { publicProcedure, router, viewerProcedure } from '../init'

export const creditsRouter = router({
  summary: viewerProcedure.query(({ ctx }) => getSummary(ctx.workspace)),
  history: viewerProcedure
    .input(creditHistorySchema.prefault({}))
    .query(({ ctx, input }) => listHistory(ctx.workspace, input)),
  plans: publicProcedure.query(() => Object.values(plans)),
})
