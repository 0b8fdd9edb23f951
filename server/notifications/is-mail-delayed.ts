import type { AppContext } from '@/server/context'

/** A mail that goes out at the second attempt has been nobody's problem. */
const delayedAfterMs = 60_000
/** A mail that failed for hours says nothing about now when newer ones went through. */
const lookBackMs = 24 * 3_600_000

/**
 * Whether the provider takes nothing right now: mail that people wait for was tried and is still here, and nothing newer went out. Told from what
 * waits here: the provider itself is never asked.
 */
export const isMailDelayed = async ({ db, clock }: Pick<AppContext, 'db' | 'clock'>): Promise<boolean> => {
  const now = clock.now()
  const caused = { category: null, createdAt: { gte: new Date(now - lookBackMs) } } as const
  const [oldest, lastSent] = await Promise.all([
    db.mail.findFirst({
      where: { ...caused, state: 'queued' },
      orderBy: { createdAt: 'asc' },
      select: { createdAt: true },
    }),
    db.mail.findFirst({
      where: { ...caused, state: 'sent' },
      orderBy: { createdAt: 'desc' },
      select: { createdAt: true },
    }),
  ])
  if (oldest === null || now - oldest.createdAt.getTime() < delayedAfterMs) return false
  return lastSent === null || lastSent.createdAt <= oldest.createdAt
}
