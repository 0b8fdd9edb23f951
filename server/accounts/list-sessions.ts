import type { UserContext } from '@/server/context'
import { describeDevice } from './rules'

export type SessionSummary = {
  readonly id: string
  /** "Firefox on Windows" */
  readonly device: string
  readonly ipPrefix: string | null
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly isCurrent: boolean
}

/** Where somebody is signed in, this browser first. A person has few; more than a hundred are cut off. */
export const listSessions = async (ctx: UserContext): Promise<readonly SessionSummary[]> => {
  const sessions = await ctx.db.session.findMany({
    where: { userId: ctx.user.id, expires: { gt: new Date(ctx.clock.now()) } },
    orderBy: { lastSeenAt: 'desc' },
    take: 100,
    select: { id: true, userAgent: true, ipPrefix: true, createdAt: true, lastSeenAt: true },
  })
  return sessions
    .map(({ userAgent, ...session }) => ({
      ...session,
      device: describeDevice(userAgent),
      isCurrent: session.id === ctx.sessionId,
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
}
