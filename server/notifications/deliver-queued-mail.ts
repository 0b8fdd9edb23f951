import type { AppContext } from '@/server/context'
import { deliverMail } from './deliver-mail'
import { dueAt } from './rules'

/** Oldest first, one at a time: providers allow a few a second. */
const batchSize = 500

/** The sweep: what a crash or a provider's bad hour left behind. Returns how many were sent. */
export const deliverQueuedMail = async (ctx: AppContext): Promise<number> => {
  const queued = await ctx.db.mail.findMany({
    where: { state: 'queued' },
    orderBy: { createdAt: 'asc' },
    take: batchSize,
    select: { key: true, createdAt: true, attempts: true },
  })
  const now = ctx.clock.now()
  let sent = 0
  for (const mail of queued) {
    if (dueAt(mail.createdAt.getTime(), mail.attempts) > now) continue
    if ((await deliverMail(ctx, mail.key)) === 'sent') sent += 1
  }
  return sent
}
