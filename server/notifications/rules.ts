/** Waits before the second, third, … attempt, counted from when the mail was written; after the last it has failed. */
const retryAfterMs = [30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000]

/** A link to sign in is over after a quarter of an hour: a later attempt would bring a dead one. */
export const maxAttempts = (template: string): number => (template === 'sign-in' ? 4 : retryAfterMs.length + 1)

/** When a mail that was tried `attempts` times may be tried again, in milliseconds since the epoch. */
export const dueAt = (createdAtMs: number, attempts: number): number =>
  attempts === 0 ? createdAtMs : createdAtMs + (retryAfterMs[attempts - 1] ?? Number.POSITIVE_INFINITY)

/** Mails whose link opens an account or a workspace: once sent, only the recipient has it. */
export const holdsSecret = (template: string): boolean => template === 'sign-in' || template === 'workspace-invitation'
