import {
  getAccount,
  listSessions,
  noteTimeZone,
  revokeOtherSessions,
  revokeSession,
  updateProfile,
} from '@/server/accounts'
import { idSchema, profileSchema, timeZoneSchema } from '@/server/accounts/schemas'
import { publicProcedure, router, userProcedure, viewerProcedure } from '../init'

export const accountRouter = router({
  me: viewerProcedure.query(({ ctx }) => getAccount(ctx.workspace)),
  session: publicProcedure.query(({ ctx }) => (ctx.workspace === null ? null : getAccount(ctx.workspace))),
  updateProfile: userProcedure.input(profileSchema).mutation(({ ctx, input }) => updateProfile(ctx.user, input)),
  noteTimeZone: userProcedure.input(timeZoneSchema).mutation(({ ctx, input }) => noteTimeZone(ctx.user, input)),
  sessions: userProcedure.query(({ ctx }) => listSessions(ctx.user)),
  revokeSession: userProcedure.input(idSchema).mutation(({ ctx, input }) => revokeSession(ctx.user, input)),
  revokeOtherSessions: userProcedure.mutation(({ ctx }) => revokeOtherSessions(ctx.user)),
})
