import type { IncomingMessage } from 'node:http'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppProcess } from '../scripts/app-process.mjs'
import { answerWhileStarting } from '../scripts/guarded-server.mjs'
import { composeFront } from './compose-front'
import { endOnFault } from './end-on-fault'
import { type Env, readEnv } from './env'
import { isDomainError } from './errors'
import {
  answerProbeRequest,
  createGuard,
  createRelay,
  emptySnapshot,
  type Guard,
  type Handler,
  readLoopDelayMs,
  sendAnswer,
  shareDraining,
  shareHealth,
} from './platform'

const tryAgainMs = 1_000
const waitForAppMs = 100
const memoryEveryMs = 500

type Front = { readonly guard: Guard; readonly route: (request: IncomingMessage) => Handler }

/** The front of a web process, before the app in `behind`: who may come in, and who answers. @throws invalid_environment */
export const startFront = (behind: AppProcess): Front => {
  const env = readEnv()
  const { log, metrics } = composeFront((figures) => behind.send({ kind: 'figures', figures }))
  shareHealth(() => ({ ...noWatch, snapshot: () => behind.snapshot() ?? emptySnapshot }), {
    opsToken: env.OPS_TOKEN ?? null,
  })
  const guard = createGuard({
    cap: env.MAX_INFLIGHT,
    answerAtOnce: answerProbeRequest,
    loopDelayMs: behind.loopDelayMs,
    memoryShare: memoryShareOf(env, behind),
    onShed: (reason, priority) => metrics.count('http_shed_total', { reason, prio: `P${priority}` }),
    onAnswered: ({ requestId, route, method, status, seconds }) => {
      const asked = { route, method: methods.has(method) ? method : 'other', status }
      metrics.observe('http_request_duration_seconds', asked, seconds)
      if (!unlogged.test(route)) log.info('request', { requestId, ...asked, ms: Math.round(seconds * 1_000) })
    },
    onDrain: () => {
      shareDraining()
      behind.send({ kind: 'draining' })
    },
  })
  setInterval(() => {
    metrics.gauge('http_inflight', {}, guard.load().inflight)
    metrics.gauge('front_memory_bytes', {}, process.memoryUsage.rss())
    metrics.gauge('front_delay_seconds', {}, readLoopDelayMs() / 1_000)
  }, gaugesEveryMs).unref()
  const relay = createRelay({ socketPath: behind.socketPath, answerBroken })
  const byteDoors: { find?: (request: IncomingMessage) => Handler | undefined } = {}
  void openByteDoors(behind).then((find) => {
    byteDoors.find = find
  })
  return {
    guard,
    // Until its own doors are open, the app's stand for them: the same handlers are behind both.
    route: (request) => byteDoors.find?.(request) ?? (behind.isOpen() ? relay : answerWhileStarting),
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
/** The checks are the app's. */
const noWatch = { report: () => undefined, lookNow: () => undefined, stop: () => undefined }

/**
 * What they need is much to load, and the app, which can stand for them, is sooner there without that beside it. A store that is away at the start is tried
 * again; what is wrong with an environment the app says.
 */
const openByteDoors = async (behind: AppProcess): Promise<(request: IncomingMessage) => Handler | undefined> => {
  while (!behind.isOpen()) await sleep(waitForAppMs, undefined, { ref: false })
  const [{ findByteDoor }, { getApp }] = await Promise.all([import('./api/byte-doors'), import('./compose-app')])
  for (;;)
    try {
      const { context } = await getApp('front')
      endOnFault(context.ports.errors)
      return findByteDoor
    } catch (error) {
      if (isDomainError(error, 'invalid_environment')) throw error
      await sleep(tryAgainMs, undefined, { ref: false })
    }
}

/** What comes many times a second and says nothing of what people do. */
const unlogged = /^\/(health|metrics|_next)(\/|$)/

const methods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'])

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
