const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Waits after the first, second, … attempt; the last one repeats. */
const waitsMs = [0.5, 2, 10, 30, 60, 120].map((minutes) => minutes * minuteMs)

/** Longer than any request to a provider may take: until then an attempt is somebody's, and nobody else's. */
export const attemptMs = minuteMs

/** A link to sign in is over after a quarter of an hour: a later mail would bring a dead one. Everything else is news for a day. */
export const lifeMs = (template: string): number => (template === 'sign-in' ? 15 * minuteMs : 24 * hourMs)

type Tried = {
  readonly template: string
  readonly createdAt: Date
  /** The one that has just failed included. */
  readonly attempts: number
}

/**
 * When a mail that was not taken is tried again, in milliseconds since the epoch; null when that would be too late. `askedMs` is the wait that
 * the provider asked for.
 */
export const nextAttemptAt = ({ template, createdAt, attempts }: Tried, nowMs: number, askedMs = 0): number | null => {
  const waitMs = waitsMs[Math.min(attempts, waitsMs.length) - 1] ?? 0
  // Whoever says when to come back is there: what it asks for is shorter than our guess, or longer for a reason.
  const at = nowMs + (askedMs > 0 ? askedMs : waitMs)
  return at - createdAt.getTime() > lifeMs(template) ? null : at
}

/** Mails whose link opens an account or a workspace: once sent, only the recipient has it. */
export const holdsSecret = (template: string): boolean => template === 'sign-in' || template === 'workspace-invitation'

/** Who types an address and asks for a link means it, whatever became of earlier mail; all other mail to it does harm. */
export const ignoresSuppression = (template: string): boolean => template === 'sign-in'

const ranks = { delayed: 0, delivered: 1, bounced: 2, complained: 3 } as const
export type Outcome = keyof typeof ranks

/** Reports arrive in any order: a mail that bounced was not delivered after all, and who complained has got it. */
export const outranks = (outcome: Outcome, before: Outcome | null): boolean =>
  before === null || ranks[outcome] > ranks[before]
