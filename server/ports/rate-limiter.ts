/** How often something may be done by one subject. */
export type RatePolicy = {
  /** As `RateLimit-Policy`, answers and metrics call it: lower case and hyphens. */
  readonly name: string
  /** So many in every `windowSeconds`, in the long run. */
  readonly quota: number
  readonly windowSeconds: number
  /** So many at once by one who has been quiet. */
  readonly burst: number
  /**
   * `steady`: the burst comes back evenly, one unit every `windowSeconds / quota` (GCRA), so that no edge of a window lets twice as many
   * through. `window`: exactly `quota` (and `burst` is the same) from the first use on, and none until `windowSeconds` are over.
   */
  readonly shape: 'steady' | 'window'
  /**
   * While each process counts for itself: `share` divides quota and burst by the number of processes, so that all of them together admit
   * what they should; `quarter` admits a fourth, for doors that guessing or strangers' servers stand behind.
   */
  readonly alone: 'share' | 'quarter'
}

export type RateClaim = {
  readonly policy: RatePolicy
  /** Who is counted; one name never means two things within a policy. */
  readonly subject: string
  /** Units; more than the burst counts as the burst, for it could never be admitted. 0 asks and takes nothing. */
  readonly cost: number
}

/** What is left of one claim's policy, after it was granted or as it was when it was refused. */
export type RateState = {
  readonly policy: RatePolicy
  /** Units that would be granted at once now. */
  readonly remaining: number
  /** Until `remaining` is larger; 0 when nothing is used up. */
  readonly nextMs: number
  /** Until this claim would be granted; 0 when it is. Never too short: who waits that long and is alone is let in. */
  readonly waitMs: number
}

export type RateVerdict = {
  readonly isAllowed: boolean
  /** One for each claim, in their order. */
  readonly states: readonly RateState[]
}

export interface RateLimiter {
  /** Takes all claims or none of them, as one step: of a hundred at once exactly as many are granted as there is room for. Never fails. */
  take(claims: readonly RateClaim[]): Promise<RateVerdict>
}
