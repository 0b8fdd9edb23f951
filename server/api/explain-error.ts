import type { AppContext } from '@/server/context'
import { type DomainError, errorTable, isDomainError, unforeseenMessage } from '@/server/errors'
import { reportConnectionError } from '@/server/platform'
import { rateHeaders, refusalOf } from '@/server/rate-limits'
import { refusal } from './refuse-request'

/** An error of a verb as a door outside tRPC answers it, by the one table; what nobody foresaw is reported and gets a fixed sentence. */
export const explainError = (app: AppContext, error: unknown, headers: Record<string, string> = {}): Response => {
  const { requestId } = app
  if (!isDomainError(error) || !errorTable[error.code].expose) {
    app.ports.errors.report(error, { where: 'door', requestId })
    return refusal('internal', unforeseenMessage, headers, { requestId })
  }
  // Real work met a disk that is full or away: everybody is told now and not at the next look at it.
  if (error.code === 'storage_unavailable' || (error.code === 'storage_full' && !error.details.free))
    reportConnectionError('storage:free')
  if (errorTable[error.code].http >= 500)
    app.log.error('request failed', { requestId, code: error.code, cause: String(error.cause ?? error.message) })
  return refusal(error.code, error.message, { ...errorHeaders([error]), ...headers }, { ...error.details, requestId })
}

/** Of an answer that says these errors: which limits refused, and when to come back, for the one that takes longest. */
export const errorHeaders = (errors: readonly DomainError[]): Record<string, string> => {
  const seconds = errors.flatMap((error) => retryAfter(error)['retry-after'] ?? []).map(Number)
  const refused = refusalOf(errors)
  return {
    ...(refused === null ? {} : rateHeaders(refused)),
    ...(seconds.length === 0 ? {} : { 'retry-after': String(Math.max(...seconds)) }),
  }
}

/** `Retry-After` for what says when to come back, and for what is busy or away: 429 and 503 never go without. */
const retryAfter = ({ code, details }: DomainError): Record<string, string> => {
  const { retryAfterMs } = details
  if (typeof retryAfterMs === 'number') return { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) }
  const { http } = errorTable[code]
  return http === 429 || http === 503 ? { 'retry-after': '5' } : {}
}
