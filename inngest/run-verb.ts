import { NonRetriableError, RetryAfterError } from 'inngest'
import { errorTable, isDomainError } from '@/server/errors'

/**
 * A verb as the body of a step: its DomainErrors become Inngest's by the one table. What is not a DomainError (a lost database, a bug) is
 * tried again. `onError` keeps why, for whoever gives up on it; that the note could be lost matters less than the error itself.
 */
export const runVerb = async <T>(
  verb: () => Promise<T>,
  {
    onError,
    shutdown,
  }: { readonly onError?: (error: unknown) => Promise<unknown>; readonly shutdown?: AbortSignal } = {},
): Promise<T> => {
  try {
    return await verb()
  } catch (error) {
    if (isDomainError(error, 'cancelled')) {
      // Not the work's fault: it goes on when the worker is back.
      if (shutdown?.aborted) throw new Error('The worker was stopped.', { cause: error })
    } else await onError?.(error).catch(() => undefined)
    throw toInngestError(error)
  }
}

export const toInngestError = (error: unknown): unknown => {
  if (!isDomainError(error)) return error
  if (!errorTable[error.code].retry) return new NonRetriableError(error.message, { cause: error })
  const { retryAfterMs } = error.details
  return typeof retryAfterMs === 'number' ? new RetryAfterError(error.message, retryAfterMs, { cause: error }) : error
}
