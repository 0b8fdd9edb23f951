import type { AppContext } from '@/server/context'
import { errorTable, isDomainError } from '@/server/errors'
import { refusal } from './refuse-request'

/** An error of a verb as a door outside tRPC answers it, by the one table; what is not ours to show is logged and gets a fixed sentence. */
export const explainError = (app: AppContext, error: unknown, headers: Record<string, string> = {}): Response => {
  const { requestId } = app
  if (!isDomainError(error) || !errorTable[error.code].expose) {
    app.log.error('request failed', { requestId, cause: String(error instanceof Error ? error.stack : error) })
    const sentence = 'Something went wrong on our side. Nothing was lost; try again.'
    return refusal('internal', sentence, headers, { requestId })
  }
  if (errorTable[error.code].http >= 500)
    app.log.error('request failed', { requestId, code: error.code, cause: String(error.cause ?? error.message) })
  const { retryAfterSeconds } = error.details
  const later =
    typeof retryAfterSeconds === 'number'
      ? retryAfterSeconds
      : error.code === 'rate_limited' || errorTable[error.code].http === 503
        ? 5
        : null
  return refusal(
    error.code,
    error.message,
    { ...headers, ...(later === null ? {} : { 'retry-after': String(later) }) },
    { ...error.details, requestId },
  )
}
