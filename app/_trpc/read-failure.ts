import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from '@/server/api/root'
import type { Failure } from './retry-rules'

/** In place of the browser's own words, or a JSON parser's. */
const noAnswer = 'ClipForge did not answer. Check your connection, and try again in a moment.'

/**
 * An answer that comes from before the procedures (too many requests, too busy) is a problem document and none of tRPC's: it is made one,
 * so that whoever shows an error finds its sentence and code where they always are.
 */
export const readFailure = (
  error: TRPCClientError<AppRouter>,
): { readonly error: TRPCClientError<AppRouter>; readonly failure: Failure } => {
  const response = error.meta?.response
  const status = error.data?.httpStatus ?? (response instanceof Response ? response.status : null)
  const header = response instanceof Response ? Number(response.headers.get('retry-after') ?? Number.NaN) : Number.NaN
  const said = error.data?.details.retryAfterMs
  const retryAfterMs = typeof said === 'number' ? said : Number.isFinite(header) ? header * 1_000 : null
  const failure = { status, retryAfterMs }
  const problem: unknown = error.meta?.responseJSON
  if (error.data !== undefined && error.data !== null) return { error, failure }
  if (typeof problem !== 'object' || problem === null || !('detail' in problem) || !('code' in problem))
    return { error: error.cause?.name === 'AbortError' ? error : unanswered(error), failure }
  const { detail, code, ...details } = problem
  const made = TRPCClientError.from<AppRouter>(
    {
      error: {
        code: -32_000,
        message: String(detail),
        data: {
          code: 'SERVICE_UNAVAILABLE',
          httpStatus: status ?? 503,
          error: String(code),
          details: { ...details, ...(retryAfterMs === null ? {} : { retryAfterMs }) },
          requestId: 'requestId' in details ? String(details.requestId) : null,
        },
      },
    },
    error.meta === undefined ? {} : { meta: error.meta },
  )
  return { error: made, failure }
}

/** Without data, as before: that is how no answer is known. */
const unanswered = (error: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> =>
  new TRPCClientError<AppRouter>(noAnswer, { cause: error, ...(error.meta === undefined ? {} : { meta: error.meta }) })
