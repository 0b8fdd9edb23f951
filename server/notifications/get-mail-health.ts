import type { AppContext } from '@/server/context'

export type MailHealth = {
  /** Age of the oldest mail that somebody caused and that should have gone out, in milliseconds; 0 when none waits. */
  readonly outboxAgeMs: number
  /** Mails that wait, campaigns too. */
  readonly queued: number
  /** The provider takes nothing right now: mail that people wait for was tried and is still here. */
  readonly isDelayed: boolean
}

/** A mail that goes out at the second attempt has been nobody's problem. */
const delayedAfterMs = 60_000
/** A mail that failed for hours says nothing about now when newer ones went through. */
const lookBackMs = 24 * 3_600_000

/** How mail is doing, told from what waits here: the provider itself is never asked. For the probes and the sign-in page. */
export const getMailHealth = async (ctx: Pick<AppContext, 'db' | 'clock'>): Promise<MailHealth> => {
  const now = ctx.clock.now()
  const waits = { state: 'queued', category: null, createdAt: { gte: new Date(now - lookBackMs) } } as const
  const [oldest, lastSent, queued] = await Promise.all([
    ctx.db.mail.findFirst({ where: waits, orderBy: { createdAt: 'asc' }, select: { createdAt: true } }),
    ctx.db.mail.findFirst({
      where: { ...waits, state: 'sent' },
      orderBy: { createdAt: 'desc' },
      select: { createdAt: true },
    }),
    ctx.db.mail.count({ where: { state: 'queued' } }),
  ])
  const outboxAgeMs = oldest === null ? 0 : Math.max(0, now - oldest.createdAt.getTime())
  const wasSentSince = oldest !== null && lastSent !== null && lastSent.createdAt > oldest.createdAt
  return { outboxAgeMs, queued, isDelayed: outboxAgeMs >= delayedAfterMs && !wasSentSince }
}
