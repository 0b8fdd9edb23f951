/** How a call failed, as far as it matters for trying again. */
export type Failure = {
  /** null: there was no answer at all. */
  readonly status: number | null
  /** What the answer said to wait. */
  readonly retryAfterMs: number | null
}

export type Call = {
  readonly type: 'query' | 'mutation' | 'subscription'
  /** A mutation that may arrive twice and be done once. */
  readonly isIdempotent: boolean
  /** Times it was tried. */
  readonly attempt: number
}

const maxRetries = 3
const baseMs = 500
/** Whoever must wait longer is told so instead. */
const longestMs = 30_000
const passing = new Set([429, 502, 503, 504])

/**
 * How long to wait before the next try; null for none. Never earlier than the server said, and then spread by up to a half, so that many who
 * were turned away together do not come back together. `chance` is from 0 to 1.
 */
export const retryDelayMs = (call: Call, failure: Failure, chance: number): number | null => {
  if (call.type === 'subscription' || (call.type === 'mutation' && !call.isIdempotent)) return null
  if (call.attempt > maxRetries) return null
  if (failure.status !== null && !passing.has(failure.status)) return null
  const atLeastMs = failure.retryAfterMs ?? baseMs * 2 ** (call.attempt - 1)
  return atLeastMs > longestMs ? null : Math.round(atLeastMs + chance * Math.max(baseMs, atLeastMs / 2))
}
