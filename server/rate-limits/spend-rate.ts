import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import type { RateVerdict } from '@/server/ports/rate-limiter'
import { retryAfterSeconds, violated } from './answer-headers'
import { type RatePolicyId, ratePolicies } from './policies'

/**
 * Takes `cost` units from each of these policies, or none from any. `say` is what is told to who has too few left; it gets "12 s", "6 min" or "5 h".
 * @throws rate_limited
 */
export const spendRate = async (
  ctx: Pick<AppContext, 'ports'>,
  spent: Readonly<Partial<Record<RatePolicyId, string>>>,
  say: (wait: string) => string,
  cost = 1,
): Promise<void> => {
  const claims = Object.entries(ratePolicies).flatMap(([id, policy]) => {
    // `Object.entries` forgets what the names of a table are.
    const subject = spent[id as RatePolicyId]
    return subject === undefined ? [] : [{ policy, subject, cost }]
  })
  const verdict = await ctx.ports.rateLimiter.take(claims)
  if (!verdict.isAllowed) throw refuseRate(verdict, say)
}

/** The same in every copy of this module, as the brand of a DomainError. Not among its details: those are told to clients as they are. */
const verdictKey: unique symbol = Symbol.for('clipforge.RateVerdict')

/** The error of a refused call; it carries what refused, which doors put in headers. */
export const refuseRate = (verdict: RateVerdict, say: (wait: string) => string): DomainError => {
  const wait = retryAfterSeconds(verdict)
  const error = new DomainError('rate_limited', say(inWords(wait)), {
    details: {
      retryAfterMs: wait * 1_000,
      'violated-policies': violated(verdict).map(({ policy }) => policy.name),
    },
  })
  return Object.assign(error, { [verdictKey]: verdict })
}

const inWords = (seconds: number): string => {
  if (seconds < 60) return `${seconds} s`
  return seconds < 2 * 3_600 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`
}

/** What refused, of the errors among these that `refuseRate` made: each policy once, by its longest wait; null when there is none. */
export const refusalOf = (errors: readonly DomainError[]): RateVerdict | null => {
  const states = errors
    .flatMap((error) => {
      // Nobody but `refuseRate` writes under this key.
      const verdict = Reflect.get(error, verdictKey) as RateVerdict | undefined
      return verdict === undefined ? [] : violated(verdict)
    })
    .sort((a, b) => b.waitMs - a.waitMs)
  const names = states.map(({ policy }) => policy.name)
  const once = states.filter(({ policy }, at) => names.indexOf(policy.name) === at)
  return once.length === 0 ? null : { isAllowed: false, states: once }
}
