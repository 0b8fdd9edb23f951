import { setTimeout as sleep } from 'node:timers/promises'
import type { ErrorReports } from './ports/error-reports'

const flushMs = 2_000

/**
 * A fault that nobody caught is said, handed on, and is the end of this process, for whose state nobody can vouch any more. Whoever keeps it running
 * starts it again.
 */
export const endOnFault = (errors: ErrorReports): void => {
  let isEnding = false
  for (const name of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(name, async (error: unknown) => {
      errors.report(error, { where: 'process', name })
      if (isEnding) return
      isEnding = true
      await Promise.race([errors.flush(), sleep(flushMs)])
      process.exit(1)
    })
}
