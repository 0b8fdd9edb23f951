import { getMailPreferences, getPreferencesByToken, isMailDelayed, setMailPreference } from '@/server/notifications'
import { mailPreferenceSchema, mailTokenSchema } from '@/server/notifications/schemas'
import { publicProcedure, router, userProcedure } from '../init'

export const mailRouter = router({
  preferences: userProcedure.query(({ ctx }) => getMailPreferences(ctx.user)),
  setPreference: userProcedure
    .input(mailPreferenceSchema)
    .mutation(({ ctx, input }) => setMailPreference(ctx.user, input)),
  preferencesByToken: publicProcedure
    .input(mailTokenSchema)
    .query(({ ctx, input }) => getPreferencesByToken(ctx.app, input)),
  /** Whether links to sign in are late; nothing more of how mail is doing is anybody's business. */
  isDelayed: publicProcedure.query(({ ctx }) => isMailDelayed(ctx.app)),
})
