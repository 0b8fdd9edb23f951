import type { IncomingMessage } from 'node:http'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { AppProcess } from '../scripts/app-process.mjs'
import { answerWhileStarting } from '../scripts/guarded-server.mjs'
import { composeFront } from './compose-front'
import { endOnFault } from './end-on-fault'
import { type Env, listed, readEnv } from './env'
import { isDomainError } from './errors'
import {
  answerProbeRequest,
  createGuard,
  createPlaceOf,
  createRelay,
  createRouteNames,
  emptySnapshot,
  type Guard,
  type Handler,
  type HealthMonitor,
  knownMethods,
  readLoopDelayMs,
  sendAnswer,
  shareDraining,
  shareHealth,
  within,
} from './platform'
import type { Metrics } from './ports/metrics'
import { readRoutes } from './read-routes'

const tryAgainMs = 1_000
const waitForAppMs = 100
const memoryEveryMs = 500

type Options = {
  /** 2.5 s: less than scripts/app-process.mjs gives the app, which leaves at the same time. */
  readonly leaveMs?: number
  /** One report of a fault may take so long. */
  readonly reportMs?: number
}

type Front = {
  readonly guard: Guard
  readonly route: (request: IncomingMessage) => Handler
  /** Everything was answered: reports of faults that are on their way arrive, or are given up after a moment. */
  readonly leave: () => Promise<unknown>
}

/** The front of a web process, before the app in `behind`: who may come in, and who answers. @throws invalid_environment */
export const startFront = (behind: AppProcess, { leaveMs = 2_500, reportMs }: Options = {}): Front => {
  const env = readEnv()
  // Before it is open, an app that fails to start takes what it was given with it.
  const { log, metrics, errors } = composeFront(
    env,
    (figures) => behind.isOpen() && behind.send({ kind: 'figures', figures }),
    reportMs,
  )
  endOnFault(errors)
  shareHealth(() => watchThrough(behind), { opsToken: env.OPS_TOKEN ?? null })
  const bytes: { doors?: ByteDoors } = {}
  const nameRoute = createRouteNames(readRoutes(env.NEXT_DIST_DIR ?? '.next'))
  const guard = createGuard({
    cap: env.MAX_INFLIGHT,
    answerAtOnce: answerProbeRequest,
    placeOf: createPlaceOf(listed(env.TRUSTED_PROXIES)),
    loopDelayMs: behind.loopDelayMs,
    memoryShare: memoryShareOf(env, behind),
    onShed: (reason, priority) => metrics.count('http_shed_total', { reason, prio: `P${priority}` }),
    onAnswered: ({ requestId, path, method, status, seconds }) => {
      const route = nameRoute(path)
      const asked = { route, method: knownMethods.has(method) ? method : 'other', status }
      metrics.observe('http_request_duration_seconds', asked, seconds)
      if (!unlogged.test(route)) log.info('request', { requestId, ...asked, ms: Math.round(seconds * 1_000) })
    },
    onFault: (error, requestId) => errors.report(error, { where: 'front', requestId }),
    onDrain: () => {
      shareDraining()
      behind.send({ kind: 'draining' })
    },
  })
  setInterval(() => {
    metrics.gauge('http_inflight', {}, guard.load().inflight)
    const { rss, heapUsed } = process.memoryUsage()
    metrics.gauge('front_memory_bytes', {}, rss)
    metrics.gauge('front_heap_bytes', {}, heapUsed)
    metrics.gauge('front_handles', {}, process.getActiveResourcesInfo().length)
    metrics.gauge('front_delay_seconds', {}, readLoopDelayMs() / 1_000)
    if (bytes.doors !== undefined) tellOfPool(bytes.doors.pool, { metrics, behind })
  }, gaugesEveryMs).unref()
  const relay = createRelay({ socketPath: behind.socketPath, answerAway: answerWhileStarting, answerBroken })
  void openByteDoors(behind).then((doors) => {
    bytes.doors = doors
  })
  return {
    guard,
    // Until its own doors are open, the app's stand for them: the same handlers are behind both.
    route: (request) => bytes.doors?.find(request) ?? (behind.isOpen() ? relay : answerWhileStarting),
    leave: () => within(Promise.allSettled([errors.flush(), bytes.doors?.close()]), leaveMs),
  }
}

/** The app ended while it worked on this. Reading again harms nobody; whether something else was done, nobody here knows. */
const answerBroken: Handler = (request, response) => {
  if (request.method === 'GET' || request.method === 'HEAD') return answerWhileStarting(request, response)
  const body = JSON.stringify({
    type: 'about:blank',
    title: 'Bad Gateway',
    status: 502,
    detail: 'ClipForge was interrupted while it worked on this. Look whether it was done before you do it again.',
    code: 'internal',
  })
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  sendAnswer(request, response, { status: 502, headers, body })
}

const gaugesEveryMs = 1_000

/** The checks are the app's; what the front's own work meets, it is told. */
const watchThrough = (behind: AppProcess): HealthMonitor => ({
  snapshot: () => behind.snapshot() ?? emptySnapshot,
  hasStarted: () => behind.hasStarted(),
  report: (name) => void behind.send({ kind: 'suspect', name }),
  lookNow: () => undefined,
  stop: () => undefined,
})

/** All that uploads and files ask goes through it: where it is short, the app's own says nothing of that. */
const tellOfPool = (
  { totalCount, idleCount, waitingCount }: pg.Pool,
  { metrics, behind }: { readonly metrics: Metrics; readonly behind: AppProcess },
): void => {
  metrics.gauge('pg_pool_total', { pool: 'front' }, totalCount)
  metrics.gauge('pg_pool_idle', { pool: 'front' }, idleCount)
  metrics.gauge('pg_pool_waiting', { pool: 'front' }, waitingCount)
  behind.send({ kind: 'waiting', count: waitingCount })
}

type ByteDoors = {
  readonly find: (request: IncomingMessage) => Handler | undefined
  readonly pool: pg.Pool
  readonly close: () => Promise<void>
}

/**
 * What they need is much to load, and the app, which can stand for them, is sooner there without that beside it. A store that is away at the start is tried
 * again; what is wrong with an environment the app says.
 */
const openByteDoors = async (behind: AppProcess): Promise<ByteDoors> => {
  while (!behind.isOpen()) await sleep(waitForAppMs, undefined, { ref: false })
  const [{ findByteDoor }, { getApp }] = await Promise.all([import('./api/byte-doors'), import('./compose-app')])
  for (;;)
    try {
      const { pool, close } = await getApp('front')
      return { find: findByteDoor, pool, close }
    } catch (error) {
      if (isDomainError(error, 'invalid_environment')) throw error
      await sleep(tryAgainMs, undefined, { ref: false })
    }
}

/** What comes many times a second and says nothing of what people do. */
const unlogged = /^\/(health|metrics|_next)(\/|$)/

/** Of both processes, of what the container gives, or of the whole machine where nothing is said; looked up twice a second. */
const memoryShareOf = ({ MEMORY_LIMIT_MB }: Env, behind: AppProcess): (() => number) => {
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
      share = (process.memoryUsage.rss() + behind.rssBytes()) / limitBytes
      lookedAt = now
    }
    return share
  }
}
