import type { RateLimiter } from '@/server/ports/rate-limiter'

/** For tests in which one person does in a minute what nobody does in an hour; the limits have tests of their own. */
export const unlimited: RateLimiter = {
  take: async (claims) => ({
    isAllowed: true,
    states: claims.map(({ policy }) => ({ policy, remaining: policy.burst, nextMs: 0, waitMs: 0 })),
  }),
}
