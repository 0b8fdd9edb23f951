import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { findDoor } from './api/doors'
import { answerAtOnce } from './api/serve-probes'
import { type App, getApp } from './compose-app'
import { startHealth } from './compose-health'
import { createHealthPool } from './db/health-pool'
import { type Env, readEnv } from './env'
import { DomainError, isDomainError } from './errors'
import { checkDeadlineMs, createGuard, type Guard, readLoopDelayMs, shareDraining } from './platform'
import { startOps } from './start-ops'

const tryAgainMs = 1_000
const memoryEveryMs = 500

/** What scripts/web.mjs, which holds the sockets, takes from the code that Next compiled. */
type WebParts = { clipforgeDoor?: typeof findDoor; clipforgeGuard?: Guard }
const parts = globalThis as typeof globalThis & WebParts

/** Of one web process, before its first request. @throws invalid_environment */
export const startWeb = async (): Promise<void> => {
  // In development Next calls this again when something changed; what counts requests and holds connections stays.
  if (parts.clipforgeGuard !== undefined) return
  const env = readEnv()
  const collector = env.OTEL_EXPORTER_OTLP_ENDPOINT
  if (collector !== undefined) (await import('./start-traces')).startTraces(collector, 'web')
  const current: { app: App | null } = { app: null }
  parts.clipforgeGuard = guardOf(env, current)
  parts.clipforgeDoor = findDoor
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
  const { metrics } = app.context.ports
  metrics.onRead('http_inflight', () => metrics.gauge('http_inflight', {}, parts.clipforgeGuard?.load().inflight ?? 0))
}

const guardOf = (env: Env, current: { readonly app: App | null }): Guard =>
  createGuard({
    cap: env.MAX_INFLIGHT,
    answerAtOnce,
    loopDelayMs: readLoopDelayMs,
    memoryShare: memoryShareOf(env),
    onShed: (reason, priority) =>
      current.app?.context.ports.metrics.count('http_shed_total', { reason, prio: `P${priority}` }),
    onAnswered: ({ requestId, route, method, status, seconds }) => {
      if (current.app === null) return
      const { log, ports } = current.app.context
      const asked = { route, method: methods.has(method) ? method : 'other', status }
      ports.metrics.observe('http_request_duration_seconds', asked, seconds)
      if (!unlogged.test(route)) log.info('request', { requestId, ...asked, ms: Math.round(seconds * 1_000) })
    },
    onDrain: shareDraining,
  })

/** What comes many times a second and says nothing of what people do. */
const unlogged = /^\/(health|metrics|_next)(\/|$)/

const methods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'])

/** Of what the container gives, of the whole machine where nothing is said; looked up twice a second. */
const memoryShareOf = ({ MEMORY_LIMIT_MB }: Env): (() => number) => {
  const given = process.constrainedMemory()
  const limitBytes =
    MEMORY_LIMIT_MB !== undefined
      ? MEMORY_LIMIT_MB * 1024 ** 2
      : given > 0 && given < os.totalmem()
        ? given
        : os.totalmem()
  let share = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (now - lookedAt >= memoryEveryMs) {
      share = process.memoryUsage.rss() / limitBytes
      lookedAt = now
    }
    return share
  }
}
