import type { Log } from '@/server/ports/log'
import type { Metrics } from '@/server/ports/metrics'
import { normalSql } from './normal-sql'
import type { StatementEnd } from './watched-pool'

/** As PostgreSQL's own log has it (log_min_duration_statement). */
const slowMs = 1_000

/** Counts every statement, and logs the slow ones: what was asked and for which request, never with which values. */
export const watchStatements =
  ({ log, metrics }: { readonly log: Log; readonly metrics: Metrics }) =>
  ({ sql, durationMs, requestId }: StatementEnd): void => {
    metrics.observe('pg_query_seconds', {}, durationMs / 1_000)
    if (durationMs < slowMs) return
    metrics.count('pg_slow_total', {})
    log.warn('slow statement', { requestId, durationMs: Math.round(durationMs), sql: normalSql(sql) })
  }
