import { NonRetriableError, RetryAfterError } from 'inngest'
import { errorTable, isDomainError } from '@/server/errors'

/**
 * Calls a step gets. A worker that dies counts as one, also when another step of the same worker was to blame, so there are many; what a
 * verb itself throws is given up earlier (`triesOfErrors`), so that a person hears of it within minutes and not hours.
 */
export const callRetries = 8
/** The waits between them are 15 s, 30 s and a minute. */
const triesOfErrors = 4

type Options = {
  readonly onError?: (error: unknown) => Promise<unknown>
  readonly shutdown?: AbortSignal
  /** Of this call, from 0. Without it the function's own retries decide. */
  readonly attempt?: number
}

/**
 * A verb as the body of a step: its DomainErrors become Inngest's by the one table. What is not a DomainError (a lost database, a bug) is
 * tried again. `onError` keeps why, for whoever gives up on it; that the note could be lost matters less than the error itself. Who was
 * cancelled or taken over knows nothing of how the work fares: there is nothing to keep, least of all over the words of who has it now.
 */
export const runVerb = async <T>(
  verb: () => Promise<T>,
  { onError, shutdown, attempt = 0 }: Options = {},
): Promise<T> => {
  try {
    return await verb()
  } catch (error) {
    // Not the work's fault: it goes on when the worker is back.
    if (shutdown?.aborted) throw new Error('The worker was stopped.', { cause: error })
    const isOver = isDomainError(error, 'cancelled') || isDomainError(error, 'taken_over')
    if (!isOver) await onError?.(error).catch(() => undefined)
    throw attempt + 1 >= triesOfErrors ? asFinal(error) : toInngestError(error)
  }
}

const toInngestError = (error: unknown): unknown => {
  if (!isDomainError(error)) return error
  if (!errorTable[error.code].retry) return new NonRetriableError(error.message, { cause: error })
  const { retryAfterMs } = error.details
  return typeof retryAfterMs === 'number' ? new RetryAfterError(error.message, retryAfterMs, { cause: error }) : error
}

const asFinal = (error: unknown): NonRetriableError =>
  new NonRetriableError(error instanceof Error ? error.message : String(error), { cause: error })
