import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import type pg from 'pg'
import { version } from '../package.json'
import { createMemoryCache } from './adapters/cache/memory'
import { createRedisCache } from './adapters/cache/redis'
import { createErrorReports } from './adapters/error-report'
import { createEvents } from './adapters/events'
import { createWebFetcher } from './adapters/fetcher'
import { createIntake } from './adapters/intake'
import { createLive } from './adapters/live'
import { createJsonLog } from './adapters/log/json'
import { createMailer } from './adapters/mailer'
import { sharedMetrics } from './adapters/metrics'
import { createObjectStore } from './adapters/object-store'
import { createRateLimiter } from './adapters/rate-limiter'
import { createRedis } from './adapters/redis'
import type { AppConfig, AppContext } from './context'
import { createDatabase } from './db/client'
import { watchStatements } from './db/watch-statements'
import { type Env, listed, readEnv } from './env'
import { DomainError } from './errors'
import { isLoopbackName } from './is-loopback.mjs'
import { limits } from './media/limits'
import { isOnVercel, vercelConnections, vercelPartBytes } from './vercel-env'

/** The app of one process: what its requests, functions and sweeps share. */
export type App = {
  /** Give each request, run or sweep its own id: `{ ...app.context, requestId }`. */
  readonly context: AppContext
  readonly env: Env
  /** For the embedded runner and gauges. */
  readonly pool: pg.Pool
  /** For health checks alone; whoever keeps something short-lived has `ports.cache`. null: limits and cache are in this process. */
  readonly redis: Redis | null
  close(): Promise<void>
}

/** Connections to PostgreSQL: five web processes, their fronts and their workers stay under the server's 200. */
const connections = { web: 20, front: 5, worker: 10 } as const

/** People wait for a web process; what a worker asks are sweeps and sums, for which nobody does. */
const statementMs = { web: 5_000, front: 5_000, worker: 30_000 } as const

/** A database that says nothing at all to anybody for so long is away; what a worker asks may find that out in its own time. */
const webSilentMs = 1_000

/**
 * The composition root of the app (that of the media work is compose.ts, so that a web process loads neither ffmpeg's wrapper nor
 * the networks). @throws invalid_environment
 */
export const createApp = async (role: keyof typeof connections, env: Env = readEnv()): Promise<App> => {
  const config = readConfig(env)
  if (env.DATABASE_URL === undefined)
    throw new DomainError('invalid_environment', 'DATABASE_URL is not set. `npm start` sets it; see .env.example.')
  const clock: AppContext['clock'] = {
    now: readClock(env, config),
    sleep: async (ms, signal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
  }
  const { log, metrics, errors } = composeReports(env)
  // What may fail comes before what stays open: who starts a process tries again every second.
  const mailer = createMailer(env)
  const objects = await createObjectStore(env)
  const intake = await createIntake(env, objects)
  const database = createDatabase({
    url: env.DATABASE_URL,
    max: isOnVercel(env) ? vercelConnections : connections[role],
    statementMs: statementMs[role],
    ...(role === 'worker' ? {} : { silentMs: webSilentMs }),
    onStatement: watchStatements({ log, metrics }),
  })
  const redis = env.REDIS_URL === undefined ? null : createRedis(env.REDIS_URL, log, metrics)
  const memory = createMemoryCache(clock)
  const events = createEvents(env, { pool: database.pool, log })
  const live = await createLive({ databaseUrl: env.DATABASE_URL, pool: database.pool, redis, log })
  return {
    env,
    pool: database.pool,
    redis,
    context: {
      db: database.db,
      clock,
      log,
      config,
      requestId: 'app',
      ports: {
        objects,
        intake,
        fetcher: createWebFetcher(),
        mailer,
        events,
        live,
        cache: redis === null ? memory : createRedisCache(redis, memory),
        rateLimiter: createRateLimiter({ redis, clock, metrics, processes: env.WEB_PROCESSES }),
        metrics,
        errors,
      },
    },
    close: async () => {
      events.close()
      await live.close()
      await errors.flush()
      redis?.disconnect()
      await database.close()
    },
  }
}

/** What a process has to say how it is from its first moment on, with the stores or without them. */
export const composeReports = (env: Env) => {
  const log = createJsonLog()
  const metrics = sharedMetrics()
  return { log, metrics, errors: createErrorReports(env, { log, metrics }) }
}

/** Tests of what takes days move it; where other people are, nobody does. */
const readClock = ({ CLIPFORGE_CLOCK_OFFSET_MS: offsetMs = 0 }: Env, { isLocal }: AppConfig): (() => number) => {
  if (offsetMs === 0) return Date.now
  if (!isLocal)
    throw new DomainError('invalid_environment', 'CLIPFORGE_CLOCK_OFFSET_MS is for tests on one machine. Remove it.')
  return () => Date.now() + offsetMs
}

const readConfig = (env: Env): AppConfig => {
  const url = new URL(env.APP_URL)
  const isLocal = isLoopbackName(url.hostname)
  const missing = (['AUTH_SECRET', 'MEDIA_SIGNING_KEYS'] as const).filter((name) => env[name] === undefined)
  if (missing.length > 0 || env.AUTH_SECRET === undefined || env.MEDIA_SIGNING_KEYS === undefined)
    throw new DomainError(
      'invalid_environment',
      `${missing.join(' and ')} must be set. \`npm start\` makes them once; see .env.example.`,
    )
  return {
    appUrl: env.APP_URL.replace(/\/+$/, ''),
    isLocal,
    authSecret: env.AUTH_SECRET,
    previousAuthSecret: env.AUTH_SECRET_PREVIOUS ?? null,
    mediaKeys: env.MEDIA_SIGNING_KEYS.split(',').map((pair) => {
      const at = pair.indexOf(':')
      return { id: pair.slice(0, at), secret: pair.slice(at + 1) }
    }),
    postalAddress: env.MAIL_POSTAL_ADDRESS ?? null,
    signIn: {
      google: env.GOOGLE_CLIENT_ID !== undefined && env.GOOGLE_CLIENT_SECRET !== undefined,
      github: env.GITHUB_CLIENT_ID !== undefined && env.GITHUB_CLIENT_SECRET !== undefined,
    },
    trustedProxies: isOnVercel(env) ? 'vercel' : listed(env.TRUSTED_PROXIES),
    uploadPartBytes: isOnVercel(env) ? vercelPartBytes : limits.uploadPartBytes,
    version: env.APP_BUILD === undefined ? version : `${version} (${env.APP_BUILD})`,
    operatorEmails: listed(env.ADMIN_EMAILS).map((email) => email.normalize('NFKC').toLowerCase()),
  }
}

// Module state is not shared between Next's instrumentation, routes and pages; globalThis is.
const shared = globalThis as typeof globalThis & { clipforgeWeb?: Promise<App> | undefined }

/** The app of this web process, made at the first call, which says whether it is a front. A failed start is not kept: the next request tries again. */
export const getApp = (role: 'web' | 'front' = 'web'): Promise<App> => {
  shared.clipforgeWeb ??= createApp(role).catch((error) => {
    shared.clipforgeWeb = undefined
    throw error
  })
  return shared.clipforgeWeb
}

/** The context of one request. */
export const requestContext = async (requestId: string = randomUUID()): Promise<AppContext> => ({
  ...(await getApp()).context,
  requestId,
})
