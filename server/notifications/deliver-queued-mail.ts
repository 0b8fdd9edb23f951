import type { AppContext } from '@/server/context'
import { nextRequest, sendRequest } from './mail-requests'

/** The sweep runs every minute; one that has work left goes on in the next. */
const budgetMs = 50_000
/** Requests are counted where they arrive, and they don't arrive as evenly as they leave. */
const margin = 1.05
/** A longer silence than this is left to the next run. */
const longestPauseMs = 10_000
/** A provider that is away is not asked about every mail that waits for it. */
const enoughFailures = 3

/**
 * The sweep: sends what waits (campaigns, and what a crash or a provider's bad hour left behind), mail that somebody caused before mail that
 * nobody did, no faster than the provider allows. Safe to be killed anywhere and to run twice: a request is repeated under its own key.
 * Returns how many mails were sent.
 */
export const deliverQueuedMail = async (ctx: AppContext): Promise<number> => {
  const { requestsPerSecond } = ctx.ports.mailer
  const paceMs = requestsPerSecond === undefined ? 0 : (1000 * margin) / requestsPerSecond
  const endMs = ctx.clock.now() + budgetMs
  let sent = 0
  let failures = 0
  while (ctx.clock.now() < endMs && failures < enoughFailures) {
    const request = await nextRequest(ctx)
    if (request === null) break
    // From here and not from before the look for it, which takes longer at times: the pace is that of what leaves.
    const startedMs = ctx.clock.now()
    const answer = await sendRequest(ctx, request)
    sent += answer.sent
    failures = answer.isAway ? failures + 1 : 0
    if (answer.pauseMs > longestPauseMs) break
    const waitMs = Math.max(answer.pauseMs, startedMs + paceMs - ctx.clock.now())
    if (waitMs > 0) await ctx.clock.sleep(waitMs)
  }
  return sent
}
