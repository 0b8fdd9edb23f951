import type { RateState, RateVerdict } from '@/server/ports/rate-limiter'

/**
 * `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers-11 writes them: structured fields, an item for each policy. `r`
 * is what would be granted at once, `t` the seconds until that grows. A refusal lists the policies that refuse, and `Retry-After`, which
 * is never earlier than their `t`.
 */
export const rateHeaders = (verdict: RateVerdict): Readonly<Record<string, string>> => {
  const states = verdict.isAllowed ? verdict.states : violated(verdict)
  return {
    'ratelimit-policy': states
      .map(({ policy: { name, quota, windowSeconds } }) => `"${name}";q=${quota};w=${windowSeconds}`)
      .join(', '),
    ratelimit: states
      .map(({ policy, remaining, nextMs }) => `"${policy.name}";r=${remaining};t=${seconds(nextMs)}`)
      .join(', '),
    ...(verdict.isAllowed ? {} : { 'retry-after': String(retryAfterSeconds(verdict)) }),
  }
}

export const violated = (verdict: RateVerdict): readonly RateState[] =>
  verdict.states.filter(({ waitMs }) => waitMs > 0)

/** Whole seconds after which a refused call is granted, if nobody else calls meanwhile. */
export const retryAfterSeconds = (verdict: RateVerdict): number =>
  Math.max(1, ...violated(verdict).map(({ waitMs }) => seconds(waitMs)))

const seconds = (ms: number): number => Math.ceil(ms / 1_000)
