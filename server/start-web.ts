import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { findDoor } from './api/doors'
import { metricsDoor } from './api/serve-probes'
import { type App, composeReports, getApp } from './compose-app'
import { startHealth } from './compose-health'
import { createHealthPool } from './db/health-pool'
import { endOnFault } from './end-on-fault'
import { readEnv } from './env'
import { DomainError, isDomainError } from './errors'
import { checkDeadlineMs, createWorkBeginner, followFront, type Handler } from './platform'
import { startOps } from './start-ops'
import { warmUp } from './warm-up'

const tryAgainMs = 1_000

/** Answers what the front process hands on; `rest` is whoever answers what has no door here: Next. */
export type AppAnswer = (request: IncomingMessage, response: ServerResponse, rest: Handler) => void

/** What scripts/web-app.mjs, which holds the socket, takes from the code that Next compiled. */
const parts = globalThis as typeof globalThis & {
  clipforgeAnswer?: AppAnswer
  /** Everything was answered and done: what is on its way arrives, and connections are closed. */
  clipforgeLeave?: () => Promise<unknown>
  /** Before it is said to be ready. */
  clipforgeWarm?: () => Promise<unknown>
}

/** Of one app behind a front, before its first request. @throws invalid_environment */
export const startWeb = async (): Promise<void> => {
  // In development Next calls this again when something changed; what counts requests and holds connections stays.
  if (parts.clipforgeAnswer !== undefined) return
  const env = readEnv()
  const collector = env.OTEL_EXPORTER_OTLP_ENDPOINT
  if (collector !== undefined) (await import('./start-traces')).startTraces(collector, 'web')
  const current: { app: App | null } = { app: null }
  const { metrics, errors } = composeReports(env)
  const begin = createWorkBeginner({
    onShed: (reason, priority) => metrics.count('http_shed_total', { reason, prio: `P${priority}` }),
    onFault: (error, requestId) => errors.report(error, { where: 'app', requestId }),
  })
  parts.clipforgeAnswer = (request, response, rest) =>
    begin(request, response, request.url?.split('?', 1)[0] === '/metrics' ? metricsDoor : (findDoor(request) ?? rest))
  parts.clipforgeLeave = () => Promise.allSettled([errors.flush(), current.app?.close()])
  parts.clipforgeWarm = async () => current.app && warmUp(current.app.context, current.app.pool)
  followFront(metrics)
  await connect(current)
}

/** A store that is away at the start makes this process not ready; it does not end it, for then it would only start again. */
const connect = async (current: { app: App | null }): Promise<void> => {
  try {
    current.app = await getApp()
  } catch (error) {
    if (isDomainError(error, 'invalid_environment')) throw error
    console.error(`This process is not ready yet: ${error instanceof Error ? error.message : String(error)}`)
    void sleep(tryAgainMs, undefined, { ref: false }).then(() => connect(current))
    return
  }
  const { app } = current
  const url = app.env.DATABASE_URL
  if (url === undefined) throw new DomainError('invalid_environment', 'DATABASE_URL is not set.')
  startOps(app, 'web')
  startHealth(app, createHealthPool(url, checkDeadlineMs))
  // Behind a front, which starts it again; in development Next shows what is wrong.
  if (process.send !== undefined && app.env.NODE_ENV === 'production') endOnFault(app.context.ports.errors)
}
