import type { AppContext } from '@/server/context'
import { findLastBackup } from '../find-last-backup'
import { readHealth } from '../health/shared-health'
import { type CheckName, checkNames } from '../health/types'

/** Sums over all files; they change by the minute, not by the second. */
const storageEveryMs = 5 * 60_000

type Row = { readonly queue: string; readonly state: string; readonly count: number; readonly sinceS: number }

const states: Readonly<Record<string, readonly string[]>> = {
  uploads: ['receiving', 'checking'],
  projects: ['waiting', 'queued', 'working'],
  renders: ['queued', 'rendering'],
  mail: ['queued'],
}
/** Where waiting is the system's fault, not a person's who has not sent all of a file yet. */
const waitingStates: readonly string[] = ['queued', 'checking']

/** Gauges that are looked up when somebody reads the figures: what waits, what is stored, who answers. */
export const watchGauges = (ctx: AppContext): void => {
  const { metrics } = ctx.ports
  const ageOf = (rows: readonly Row[]): number =>
    Math.max(0, ...rows.map(({ sinceS }) => ctx.clock.now() / 1_000 - sinceS))
  metrics.onRead('work', async () => {
    const rows = await readWork(ctx)
    for (const [queue, names] of Object.entries(states)) {
      for (const state of names)
        metrics.gauge(
          'jobs',
          { queue, state },
          rows.find((row) => row.queue === queue && row.state === state)?.count ?? 0,
        )
      const since = rows.filter((row) => row.queue === queue && waitingStates.includes(row.state))
      metrics.gauge('job_age_seconds_max', { queue }, ageOf(since))
    }
    metrics.gauge('outbox_age_seconds', {}, ageOf(rows.filter(({ queue }) => queue === 'mail')))
  })
  metrics.onRead('free', async () => {
    const free = await ctx.ports.objects.freeBytes()
    if (free !== null) metrics.gauge('storage_bytes', { kind: 'free' }, free)
  })
  metrics.onRead('backup', async () => {
    const last = await findLastBackup(ctx)
    metrics.gauge('backup_timestamp_seconds', {}, (last?.takenAtMs ?? 0) / 1_000)
  })
  let storedAtMs = Number.NEGATIVE_INFINITY
  metrics.onRead('used', async () => {
    const now = performance.now()
    if (now - storedAtMs < storageEveryMs) return
    storedAtMs = now
    metrics.gauge('storage_bytes', { kind: 'used' }, await sumStored(ctx))
  })
  metrics.onRead('dependencies', () => {
    const { components } = readHealth()
    for (const name of checkNames) {
      const dep = dependencies[name]
      if (dep !== undefined && components[name].atMs !== null)
        metrics.gauge('dep_up', { dep }, components[name].status === 'pass' ? 1 : 0)
    }
  })
}

/** The checks that are of something outside of this process. */
const dependencies: Partial<Record<CheckName, string>> = {
  'postgres:responseTime': 'postgres',
  'redis:responseTime': 'redis',
  'jobs:age': 'jobs',
  'storage:free': 'storage',
  'mail:outboxAge': 'mail',
  'stripe:lag': 'stripe',
  'services:away': 'services',
}

/** Each part reads an index over states; what has ended is not touched. A mail that is tried again later waits all the same: none is written before its day. */
const readWork = (ctx: AppContext): Promise<Row[]> =>
  ctx.db.$queryRaw<Row[]>`
    SELECT queue, state, count(*)::int AS count, extract(epoch FROM min(since))::float8 AS "sinceS" FROM (
      SELECT 'uploads' AS queue, state::text, "updatedAt" AS since FROM "Upload" WHERE state IN ('receiving', 'checking')
      UNION ALL
      SELECT 'projects', status::text, "updatedAt" FROM "Project" WHERE status IN ('waiting', 'queued', 'working')
      UNION ALL
      SELECT 'renders', state::text, COALESCE("heartbeatAt", "createdAt") FROM "Render" WHERE state IN ('queued', 'rendering')
      UNION ALL
      SELECT 'mail', state::text, "createdAt" FROM "Mail" WHERE state = 'queued'
    ) work GROUP BY queue, state`

const sumStored = async (ctx: AppContext): Promise<number> => {
  const [sources, clips] = await Promise.all([
    ctx.db.source.aggregate({ _sum: { sizeBytes: true } }),
    ctx.db.render.aggregate({ where: { state: 'ready' }, _sum: { sizeBytes: true } }),
  ])
  return Number(sources._sum.sizeBytes ?? 0) + Number(clips._sum.sizeBytes ?? 0)
}
