import type { Clock } from '@/server/ports/clock'
import type { RateClaim, RateLimiter, RateState } from '@/server/ports/rate-limiter'

/** Subjects past this are dropped oldest first: a flood of made-up ones must not fill the memory. */
const maxSubjects = 50_000

/** `value`: when all is given back (steady), or how many were taken until then (window). Microseconds. */
type Entry = { readonly value: number; readonly endsUs: number }
type Weighed = { readonly state: RateState; readonly next: Entry }

/** Counts in this process alone. The same arithmetic as the script in redis.ts; the contract holds both to it. */
export const createMemoryRateLimiter = (clock: Pick<Clock, 'now'>): RateLimiter => {
  const entries = new Map<string, Entry>()
  const put = (key: string, entry: Entry) => {
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > maxSubjects) for (const oldest of entries.keys()) return void entries.delete(oldest)
  }
  return {
    take: async (claims) => {
      const nowUs = clock.now() * 1_000
      const weighed = claims.map((claim) => weigh(claim, entries.get(keyOf(claim)), nowUs, true))
      const isAllowed = weighed.every(({ state }) => state.waitMs === 0)
      if (!isAllowed)
        return {
          isAllowed,
          states: claims.map((claim) => weigh(claim, entries.get(keyOf(claim)), nowUs, false).state),
        }
      claims.forEach((claim, at) => {
        const next = weighed[at]?.next
        if (claim.cost > 0 && next !== undefined) put(keyOf(claim), next)
      })
      return { isAllowed, states: weighed.map(({ state }) => state) }
    },
  }
}

const keyOf = ({ policy, subject }: RateClaim): string => `${policy.name}:${subject}`

/** What a claim finds, and leaves behind it when it is `granted`. */
const weigh = ({ policy, cost }: RateClaim, found: Entry | undefined, nowUs: number, granted: boolean): Weighed => {
  const units = Math.min(cost, policy.burst)
  const entry = found !== undefined && found.endsUs > nowUs ? found : undefined
  if (policy.shape === 'window') {
    const endsUs = entry?.endsUs ?? nowUs + policy.windowSeconds * 1e6
    const taken = entry?.value ?? 0
    const isOver = taken + units > policy.quota
    const value = isOver || !granted ? taken : taken + units
    const untilMs = toMs(endsUs - nowUs)
    return {
      next: { value, endsUs },
      state: {
        policy,
        remaining: policy.quota - value,
        nextMs: value === 0 ? 0 : untilMs,
        waitMs: isOver ? untilMs : 0,
      },
    }
  }
  const stepUs = Math.round((policy.windowSeconds * 1e6) / policy.quota)
  const roomUs = stepUs * policy.burst
  const before = entry?.value ?? nowUs
  const waitUs = before + units * stepUs - roomUs - nowUs
  const value = waitUs > 0 || !granted ? before : before + units * stepUs
  const freeUs = roomUs - (value - nowUs)
  return {
    next: { value, endsUs: value },
    state: {
      policy,
      remaining: Math.floor(freeUs / stepUs),
      nextMs: value === nowUs ? 0 : toMs(stepUs - (freeUs % stepUs)),
      waitMs: Math.max(0, toMs(waitUs)),
    },
  }
}

const toMs = (us: number): number => Math.ceil(us / 1_000)
