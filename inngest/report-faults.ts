import { Middleware } from 'inngest'
import { isDomainError } from '@/server/errors'
import type { ErrorReports } from '@/server/ports/error-reports'

/** Of the last try of a step: what comes of a bug or of a lost connection, not what a DomainError foresaw. */
export const reportFaults = (errors: ErrorReports) =>
  class extends Middleware.BaseMiddleware {
    readonly id = 'report-faults'

    override onStepError({
      error,
      fn,
      isFinalAttempt,
    }: Parameters<NonNullable<Middleware.BaseMiddleware['onStepError']>>[0]) {
      if (isFinalAttempt && !isForeseen(error)) errors.report(error, { where: 'worker', name: fn.id() })
    }
  }

const isForeseen = (error: unknown): boolean =>
  isDomainError(error) || (error instanceof Error && error.cause !== undefined && isForeseen(error.cause))
