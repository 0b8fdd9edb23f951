import type { AppContext } from '@/server/context'

/** Removes what can no longer be used: sessions, sign-in links and invitations that are over. For a daily sweep. */
export const sweepAccounts = async (ctx: AppContext): Promise<void> => {
  const over = { lt: new Date(ctx.clock.now()) }
  await ctx.db.session.deleteMany({ where: { expires: over } })
  await ctx.db.verificationToken.deleteMany({ where: { expires: over } })
  await ctx.db.invitation.deleteMany({ where: { expiresAt: over } })
}
