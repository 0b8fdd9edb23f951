import { randomUUID } from 'node:crypto'
import { readdir, statfs } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { App } from './compose-app'
import { type HealthPool, isAnswer } from './db/health-pool'
import { isDomainError } from './errors'
import { aliveMs } from './heartbeat'
import { isEmbedded } from './inngest-options'
import {
  type Check,
  type Finding,
  type Findings,
  type HealthMonitor,
  readLoopDelayMs,
  readWaitingInFront,
  shareHealth,
  startHealthMonitor,
} from './platform'

/** Where the guard begins to turn pages away. */
const loopDelayWarnMs = 250
/** Work that is due and that nobody took: a worker that is alive takes it within a second, unless all of its places are taken. */
const jobsWarnS = 60
const outboxWarnS = 15 * 60
const serviceFailureMinutes = 15
/** Below this an upload is refused before its bytes are sent. */
const storageFreeWarnShare = 0.05
const storageEveryMs = 30_000

/** Everything this web process leans on, looked at in the background from now on. `stop` ends that. */
export const startHealth = (app: App, pool: HealthPool): HealthMonitor => {
  const checks = [askPostgres(app, pool), pingRedis(app), tryStorage(app), ...readOwn(app)]
  const monitor = shareHealth(
    (loopDelay) => startHealthMonitor({ checks, isPrepared: () => isMigrated(pool), loopDelay }),
    { opsToken: app.env.OPS_TOKEN ?? null },
  )
  const stopWatching = watchConnections(app, monitor)
  return {
    ...monitor,
    stop: () => {
      stopWatching()
      monitor.stop()
    },
  }
}

const good = (value: number | null): Finding => ({ is: 'good', value })
const atMost = (value: number, limit: number, unit: string): Finding =>
  value <= limit
    ? good(value)
    : { is: 'bad', status: 'warn', value, output: `${Math.round(value)} ${unit}, more than ${limit}` }
type Row = { readonly age?: number | null; readonly away?: number; readonly problems?: string | null }
const ageOf = (row: Row | undefined, limitS: number): Finding => atMost(Math.max(0, row?.age ?? 0), limitS, 's')
const awayOf = (row: Row | undefined): Finding =>
  row?.away ? { is: 'bad', status: 'warn', value: row.away, output: row.problems ?? '' } : good(0)

/** Due, and nobody has it. A timer is held up by no limit, so that one of a minute ago means there is no worker. */
const runnerAge = `SELECT extract(epoch FROM now() - min(due_at))::float8 AS age FROM runner.job
  WHERE due_at <= now() AND (lease_until IS NULL OR lease_until < now())`
// Prisma's columns are UTC and do not say so; the server takes them for its own time zone where they meet one that does.
const utcNow = `timezone('UTC', now())`
const isBeating = `"heartbeatAt" > ${utcNow} - interval '${aliveMs} ms'`
/**
 * An Inngest server keeps its queue to itself, so it is told by what it was to begin: events it has not taken yet, and, while no heart beats
 * anywhere (where one does, the rest waits for its turn), whatever is queued. LEAST passes over what is null.
 */
export const waitingAge = `SELECT extract(epoch FROM ${utcNow} - least(
  (SELECT min("createdAt") FROM "HeldEvent"),
  CASE WHEN EXISTS (SELECT FROM "Project" WHERE status = 'working' AND ${isBeating})
    OR EXISTS (SELECT FROM "Render" WHERE state = 'rendering' AND ${isBeating}) THEN NULL
  ELSE least(
    (SELECT min("queuedAt") FROM "Project" WHERE status = 'queued' AND "deletedAt" IS NULL),
    (SELECT min("updatedAt") FROM "Upload" WHERE state = 'checking' AND checks = 0),
    (SELECT min(greatest(render."createdAt", render."finishedAt")) FROM "Render" render
      JOIN "Clip" clip ON clip.id = render."clipId" JOIN "Project" project ON project.id = clip."projectId"
      WHERE render.state = 'queued' AND clip."deletedAt" IS NULL AND project."deletedAt" IS NULL
        AND project.status IN ('working', 'ready'))
  ) END))::float8 AS age`
/** What failed at its last answer. Nobody asks a service only to see whether it is there, so that after a while nobody knows. */
const servicesAway = `SELECT count(*)::int AS away, string_agg(problem, ' ' ORDER BY service) AS problems FROM "ServiceOutcome"
  WHERE "failedAt" > coalesce("workedAt", '-infinity') AND "failedAt" > ${utcNow} - interval '${serviceFailureMinutes} min'`
const outboxAge = `SELECT extract(epoch FROM ${utcNow} - min("createdAt"))::float8 AS age FROM "Mail" WHERE state = 'queued'`

/** One statement a look, so that health costs the database the same at any load: three of four ask for something else in place of SELECT 1. */
const askPostgres = (app: App, pool: HealthPool): Check => {
  const jobsAge = isEmbedded(app.env) ? runnerAge : waitingAge
  const asks: readonly { readonly sql: string; readonly read: (row: Row | undefined) => Findings }[] = [
    { sql: 'SELECT 1', read: () => ({}) },
    { sql: jobsAge, read: (row) => ({ 'jobs:age': ageOf(row, jobsWarnS) }) },
    { sql: outboxAge, read: (row) => ({ 'mail:outboxAge': ageOf(row, outboxWarnS) }) },
    { sql: servicesAway, read: (row) => ({ 'services:away': awayOf(row) }) },
  ]
  let turn = 0
  return {
    name: 'postgres:responseTime',
    look: async () => {
      const ask = asks[turn++ % asks.length]
      const startedAt = performance.now()
      const answered = () => ({ 'postgres:responseTime': good(Math.round(10 * (performance.now() - startedAt)) / 10) })
      try {
        const row = await pool.ask<Row>(ask?.sql ?? 'SELECT 1')
        return { ...answered(), ...ask?.read(row) }
      } catch (error) {
        // The runner's tables are made by the first worker that starts.
        if (isAnswer(error)) return answered()
        throw error
      }
    },
  }
}

const pingRedis = ({ redis }: App): Check => ({
  name: 'redis:responseTime',
  look: async () => {
    if (redis === null) return { 'redis:responseTime': good(null) }
    const startedAt = performance.now()
    await redis.ping()
    return { 'redis:responseTime': good(Math.round(10 * (performance.now() - startedAt)) / 10) }
  },
})

/** One byte on its way in, out and gone, as everything that is kept goes. */
const tryStorage = ({ context, env }: App): Check => {
  const { objects } = context.ports
  const key = `health/${randomUUID()}`
  return {
    name: 'storage:free',
    everyMs: storageEveryMs,
    look: async (signal) => {
      try {
        await objects.put(key, Buffer.from('1'), { contentType: 'text/plain' }, { signal })
      } catch (error) {
        if (!isDomainError(error, 'storage_full')) throw error
        return { 'storage:free': { is: 'bad', status: 'warn', value: 0, output: error.message } }
      }
      const back = await text(await objects.read(key, undefined, signal))
      await objects.delete(key, signal)
      if (back !== '1') throw new Error('what was written did not come back')
      if (objects.id !== 'disk') return { 'storage:free': good(null) }
      const { bavail, blocks } = await statfs(env.CLIPFORGE_DATA_DIR)
      const share = Math.round((1_000 * bavail) / Math.max(1, blocks)) / 1_000
      const finding: Finding =
        share >= storageFreeWarnShare
          ? good(share)
          : { is: 'bad', status: 'warn', value: share, output: `${Math.round(share * 100)} % free` }
      return { 'storage:free': finding }
    },
  }
}

/** What this process knows without asking anybody; its front, which takes uploads and sends files, has a pool of its own. */
const readOwn = ({ pool }: App): readonly Check[] => [
  {
    name: 'eventloop:delay',
    look: () => ({ 'eventloop:delay': atMost(Math.round(readLoopDelayMs()), loopDelayWarnMs, 'ms') }),
  },
  {
    name: 'pool:waiting',
    look: () => ({ 'pool:waiting': atMost(pool.waitingCount + readWaitingInFront(), 0, 'waiting') }),
  },
  // Judged by calls that were made; there is nothing to pay with yet, so none were.
  { name: 'stripe:lag', look: () => ({ 'stripe:lag': good(null) }) },
]

/** Real work notices an outage before the next look is due: connections that break say so, and silence does (db/watch-silence.ts). */
const watchConnections = ({ pool, redis }: App, monitor: HealthMonitor): (() => void) => {
  const onBroken = () => monitor.report('postgres:responseTime')
  pool.on('error', onBroken)
  const onRedisClosed = () => monitor.report('redis:responseTime')
  const onRedisReady = () => monitor.lookNow()
  redis?.on('close', onRedisClosed)
  redis?.on('ready', onRedisReady)
  return () => {
    pool.off('error', onBroken)
    redis?.off('close', onRedisClosed)
    redis?.off('ready', onRedisReady)
  }
}

/**
 * Whether every migration this code came with was applied. A database without the record of Prisma's is somebody else's to keep up to date;
 * one without tables is not ready for anything.
 */
export const isMigrated = async (pool: HealthPool): Promise<boolean> => {
  const there = await pool.ask<{ tables: boolean; record: boolean }>(
    `SELECT to_regclass('public."User"') IS NOT NULL AS tables, to_regclass('public._prisma_migrations') IS NOT NULL AS record`,
  )
  if (there?.tables !== true) return false
  if (!there.record) return true
  const wanted = await migrationNames()
  const row = await pool.ask<{ names: string[] }>(
    `SELECT coalesce(array_agg(migration_name), '{}') AS names FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  )
  return wanted.every((name) => row?.names.includes(name))
}

/** Empty where the folder was not shipped (a serverless bundle): the deploy applied them before it. */
const migrationNames = async (): Promise<readonly string[]> => {
  const dir = path.join(/* turbopackIgnore: true */ process.cwd(), 'prisma', 'migrations')
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}
