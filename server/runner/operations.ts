import type { Pool } from 'pg'
import { transact, wakeWorkers } from './database'
import type { StoredEvent } from './jobs'
import { finishRun } from './transitions'

export type RunStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'

export type FoundRun = {
  readonly id: string
  readonly functionId: string
  readonly status: RunStatus
  readonly event: StoredEvent
  readonly output: unknown
  readonly error: { readonly name: string; readonly message: string } | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  /** The newest sign of life: the creation, the start or the last completed step. */
  readonly movedAt: Date
  /** Calls under way in some worker now. */
  readonly calls: number
}

export type RunFilter = {
  readonly ids?: readonly string[]
  readonly functionId?: string
  readonly statuses?: readonly RunStatus[]
  /** The triggering event has these values under `data`. */
  readonly data?: Readonly<Record<string, string | number | boolean>>
  /** No step completed for this long. */
  readonly stillForMs?: number
  readonly limit?: number
}

/** Runs, newest first. */
export const findRuns = async (pool: Pool, filter: RunFilter = {}): Promise<FoundRun[]> => {
  const { rows } = await pool.query<FoundRun>(
    `select r.id, r.function_id as "functionId", r.status, r.events -> 0 as event, r.output, r.error,
       r.created_at as "createdAt", r.started_at as "startedAt", r.ended_at as "endedAt", moved.at as "movedAt",
       (select count(*)::int from runner.job j where j.run_id = r.id and j.lease_until > clock_timestamp()) as calls
     from runner.run r, lateral (select greatest(r.created_at, r.started_at,
       (select max(s.completed_at) from runner.step s where s.run_id = r.id)) as at) as moved
     where ($1::text[] is null or r.id = any($1)) and ($2::text is null or r.function_id = $2)
       and ($3::text[] is null or r.status = any($3))
       and not exists (select from jsonb_each_text($4::jsonb) as wanted where (r.events -> 0 -> 'data' ->> wanted.key) is distinct from wanted.value)
       and ($5::float8 is null or moved.at < clock_timestamp() - $5 * interval '1 ms')
     order by r.created_at desc, r.id desc limit $6`,
    [
      filter.ids ?? null,
      filter.functionId ?? null,
      filter.statuses ?? null,
      JSON.stringify(filter.data ?? {}),
      filter.stillForMs ?? null,
      filter.limit ?? 100,
    ],
  )
  return rows
}

/** Cancels a run; false when it has ended or never was. A step that is executing goes on to its end, but nothing follows it. */
export const cancelRun = (pool: Pool, runId: string, reason = 'The run was cancelled.'): Promise<boolean> =>
  transact(pool, async (db) => {
    const error = { name: 'RunCancelled', message: reason }
    const isCancelled = await finishRun(db, runId, { status: 'cancelled', error })
    await wakeWorkers(db)
    return isCancelled
  })

/** Removes runs that ended and events that came in more than `keepMs` ago (events for 24 hours at least, the span in which an id counts once). */
export const pruneHistory = (pool: Pool, keepMs: number): Promise<{ readonly runs: number; readonly events: number }> =>
  transact(pool, async (db) => {
    const lock = await db.query<{ is_ours: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('runner.prune')) as is_ours`,
    )
    if (!lock.rows[0]?.is_ours) return { runs: 0, events: 0 }
    const runs = await db.query(
      `delete from runner.run where id in (select id from runner.run where ended_at < now() - $1 * interval '1 ms' limit 1000)`,
      [keepMs],
    )
    const events = await db.query(
      `delete from runner.event where id in (select id from runner.event
         where routed and received_at < now() - greatest($1 * interval '1 ms', interval '24 hours') limit 5000)`,
      [keepMs],
    )
    await db.query('delete from runner.key where until < now()')
    return { runs: runs.rowCount ?? 0, events: events.rowCount ?? 0 }
  })
