import type { UserContext } from '@/server/context'
import { DomainError } from '@/server/errors'

/** Signs one browser of this person out, at once. @throws not_found */
export const revokeSession = async (ctx: UserContext, { id }: { readonly id: string }): Promise<void> => {
  const { count } = await ctx.db.session.deleteMany({ where: { id, userId: ctx.user.id } })
  if (count === 0) throw new DomainError('not_found', 'That session is over already.')
}

/** Signs this person out everywhere but here. Returns how many sessions ended. */
export const revokeOtherSessions = async (ctx: UserContext): Promise<{ readonly ended: number }> => {
  const { count } = await ctx.db.session.deleteMany({ where: { userId: ctx.user.id, id: { not: ctx.sessionId } } })
  return { ended: count }
}
