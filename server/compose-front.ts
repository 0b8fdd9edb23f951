import { createErrorReports } from './adapters/error-report'
import { createJsonLog } from './adapters/log/json'
import { shareMetrics } from './adapters/metrics'
import { createRelayMetrics } from './adapters/metrics/relay'
import type { Env } from './env'
import type { ErrorReports } from './ports/error-reports'
import type { Log } from './ports/log'
import type { Figure, Metrics } from './ports/metrics'

/**
 * What the front of a web process has from its first moment on; the stores come later (compose-app.ts), and count with the same metrics. `send` hands figures to
 * the app behind it, whose registry is the one that is read, and says whether it took them. A report of a fault is given up after `reportMs`.
 */
export const composeFront = (
  env: Env,
  send: (figures: readonly Figure[]) => boolean,
  reportMs?: number,
): { readonly log: Log; readonly metrics: Metrics; readonly errors: ErrorReports } => {
  const log = createJsonLog()
  const metrics = createRelayMetrics(send)
  shareMetrics(metrics)
  return { log, metrics, errors: createErrorReports(env, { log, metrics, timeoutMs: reportMs }) }
}
