import type { Redis } from 'ioredis'
import type { Clock } from '@/server/ports/clock'
import type { Metrics } from '@/server/ports/metrics'
import type { RateClaim, RateLimiter, RatePolicy } from '@/server/ports/rate-limiter'
import { createMemoryRateLimiter } from './memory'
import { createRedisRateLimiter } from './redis'

type Options = {
  /** null: there is none on this machine. */
  readonly redis: Redis | null
  readonly clock: Pick<Clock, 'now'>
  readonly metrics: Metrics
  /** Web processes that share the work, when each has to count for itself. */
  readonly processes: number
}

/**
 * Redis counts. While it is away this process does, by reduced policies, and says so in `ratelimit_degraded`. Where none was set up nothing
 * went wrong: each process counts its share, of one process the whole.
 */
export const createRateLimiter = ({ redis, clock, metrics, processes }: Options): RateLimiter => {
  const shared = redis === null ? null : createRedisRateLimiter(redis)
  const memory = createMemoryRateLimiter(clock)
  const takeAlone: RateLimiter['take'] = (claims) => {
    metrics.gauge('ratelimit_degraded', {}, 1)
    return memory.take(claims.map((claim): RateClaim => ({ ...claim, policy: whenAlone(claim.policy, processes) })))
  }
  const takeShare: RateLimiter['take'] = (claims) =>
    memory.take(claims.map((claim): RateClaim => ({ ...claim, policy: inParts(claim.policy, processes) })))
  metrics.gauge('ratelimit_degraded', {}, 0)
  return {
    take: async (claims) => {
      const verdict =
        shared === null
          ? await takeShare(claims)
          : await shared.take(claims).then(
              (given) => {
                metrics.gauge('ratelimit_degraded', {}, 0)
                return given
              },
              () => takeAlone(claims),
            )
      verdict.states.forEach(({ policy, waitMs }, at) => {
        const isCounted = verdict.isAllowed ? (claims[at]?.cost ?? 0) > 0 : waitMs > 0
        const outcome = verdict.isAllowed ? 'allowed' : 'denied'
        if (isCounted) metrics.count('ratelimit_total', { policy: policy.name, outcome })
      })
      return verdict
    },
  }
}

/** What one process admits while nobody counts for all of them. Whole numbers stay whole: the same quota, in a longer window. */
export const whenAlone = (policy: RatePolicy, processes: number): RatePolicy =>
  inParts(policy, policy.alone === 'quarter' ? 4 : processes)

const inParts = (policy: RatePolicy, parts: number): RatePolicy => {
  const burst = Math.ceil(policy.burst / parts)
  return policy.shape === 'window'
    ? { ...policy, burst, quota: burst }
    : { ...policy, burst, windowSeconds: policy.windowSeconds * parts }
}
