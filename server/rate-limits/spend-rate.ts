import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import type { RateVerdict } from '@/server/ports/rate-limiter'
import { retryAfterSeconds, violated } from './answer-headers'
import { type RatePolicyId, ratePolicies } from './policies'

/**
 * Takes one unit from each of these policies, or from none. `say` is what is told to who has none left; it gets "12 s" or "6 min".
 * @throws rate_limited
 */
export const spendRate = async (
  ctx: Pick<AppContext, 'ports'>,
  spent: Readonly<Partial<Record<RatePolicyId, string>>>,
  say: (wait: string) => string,
): Promise<void> => {
  const claims = Object.entries(ratePolicies).flatMap(([id, policy]) => {
    // `Object.entries` forgets what the names of a table are.
    const subject = spent[id as RatePolicyId]
    return subject === undefined ? [] : [{ policy, subject, cost: 1 }]
  })
  const verdict = await ctx.ports.rateLimiter.take(claims)
  if (!verdict.isAllowed) throw refuseRate(verdict, say)
}

/** The error of a refused call; its details say in machine's words what doors put in headers. */
export const refuseRate = (verdict: RateVerdict, say: (wait: string) => string): DomainError => {
  const wait = retryAfterSeconds(verdict)
  return new DomainError('rate_limited', say(wait < 60 ? `${wait} s` : `${Math.ceil(wait / 60)} min`), {
    details: {
      retryAfterMs: wait * 1_000,
      'violated-policies': violated(verdict).map(({ policy }) => policy.name),
    },
  })
}
