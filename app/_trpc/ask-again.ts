const againMs = 5_000

/** Of what failed for a reason that passes, and was tried for long enough to say so: it is asked for again for as long as it is looked at. */
export const askAgainMs = (error: unknown): number | false => {
  if (!(error instanceof Error) || !('data' in error)) return false
  const { data } = error
  // Without data there was no answer at all.
  if (data === undefined || data === null) return againMs
  const status = typeof data === 'object' && 'httpStatus' in data ? data.httpStatus : undefined
  return status === 503 || status === 502 || status === 504 ? againMs : false
}
