import type { Env } from '@/server/env'
import type { ErrorReports } from '@/server/ports/error-reports'
import type { Log } from '@/server/ports/log'
import type { Metrics } from '@/server/ports/metrics'
import { parseDsn, type SendEvent, sentrySender } from './sentry'

/** Handed on in a minute at most; all are logged and counted. */
const mostAMinute = 30

type Options = {
  readonly log: Log
  readonly metrics: Metrics
  /** A report that is not taken by then is given up. */
  readonly timeoutMs?: number | undefined
}

export const createErrorReports = (
  env: Pick<Env, 'SENTRY_DSN' | 'NODE_ENV' | 'APP_BUILD'>,
  { log, metrics, timeoutMs }: Options,
): ErrorReports => {
  const send: SendEvent | null =
    env.SENTRY_DSN === undefined
      ? null
      : sentrySender(
          parseDsn(env.SENTRY_DSN),
          { environment: env.NODE_ENV ?? 'production', release: env.APP_BUILD },
          timeoutMs,
        )
  const underWay = new Set<Promise<void>>()
  let minute = { startedAt: 0, count: 0 }
  const mayHandOn = (): boolean => {
    const now = Date.now()
    if (now - minute.startedAt >= 60_000) minute = { startedAt: now, count: 0 }
    minute.count++
    return minute.count <= mostAMinute
  }
  return {
    id: send === null ? 'log' : 'sentry',
    report: (error, about) => {
      log.error('fault', { ...about, error: asError(error) })
      metrics.count('error_total', { where: about.where })
      if (send === null || !mayHandOn()) return
      const sending = send(asError(error), about)
        .catch((cause: unknown) => log.warn('a fault could not be handed on', { cause: String(cause) }))
        .finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    flush: async () => void (await Promise.allSettled([...underWay])),
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
