import { Inngest } from 'inngest'
import type pg from 'pg'
import type { Env } from '@/server/env'
import { inngestOptions } from '@/server/inngest-options'
import type { ErrorReports } from '@/server/ports/error-reports'
import type { Log } from '@/server/ports/log'
import { reportFaults } from './report-faults'

/** The client that functions are made with. The SDK's own words go to our log. */
export const createInngest = (
  env: Env,
  { pool, log, errors }: { readonly pool: pg.Pool; readonly log: Log; readonly errors: ErrorReports },
): Inngest => new Inngest({ ...inngestOptions(env, pool), logger: sdkLogger(log), middleware: [reportFaults(errors)] })

const sdkLogger = (log: Log) => {
  const to =
    (write: (message: string, fields?: Record<string, unknown>) => void) =>
    (...args: unknown[]) =>
      write('inngest', { message: args.map(asText).join(' ').slice(0, 2_000) })
  // What a step throws reaches our log through the runner and the rows; the SDK's debug lines name every call.
  return { info: () => undefined, debug: () => undefined, warn: to(log.warn), error: to(log.error) }
}

const asText = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value instanceof Error ? value.message : JSON.stringify(value)
}
