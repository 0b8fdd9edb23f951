import type { AppContext } from '@/server/context'
import { hashToken } from './session-token'

const dayMs = 86_400_000
/** Longer than a session lasts, so that who was signed out for being away too long is still known where they live. */
const rememberedMs = 90 * dayMs

const keyOf = (userId: string, ipPrefix: string): string => `known-place:${hashToken(`${ipPrefix} ${userId}`)}`

/** Notes that somebody signed in there; sessions that ended leave no row. */
export const rememberPlace = (ctx: AppContext, userId: string, ipPrefix: string): Promise<void> =>
  ctx.ports.cache.set(keyOf(userId, ipPrefix), '1', rememberedMs)

/**
 * Whether whoever has this address has a session that began there, or had one lately. Takes the same questions for an address that nobody
 * has.
 */
export const hasSignedInFrom = async (
  ctx: AppContext,
  { email, ipPrefix }: { readonly email: string; readonly ipPrefix: string | null },
): Promise<boolean> => {
  if (ipPrefix === null) return false
  const user = await ctx.db.user.findUnique({ where: { email }, select: { id: true } })
  const userId = user?.id ?? email
  const [sessions, note] = await Promise.all([
    ctx.db.session.count({ where: { userId, ipPrefix } }),
    ctx.ports.cache.get(keyOf(userId, ipPrefix)),
  ])
  return sessions > 0 || note !== undefined
}
