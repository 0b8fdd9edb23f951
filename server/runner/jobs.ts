import { type Db, type Due, dueParameters } from './database'

export type Job = {
  readonly id: string
  readonly kind: 'call' | 'start' | 'cron' | 'wake' | 'start-timeout' | 'finish-timeout' | 'announce'
  readonly run_id: string | null
  readonly function_id: string | null
  readonly step_id: string | null
  readonly events: readonly StoredEvent[] | null
  readonly cron: string | null
  readonly value: unknown
  readonly attempt: number
  readonly due_at: Date
  readonly keys: readonly string[]
  readonly generation: number
}

/** An event as functions get it. */
export type StoredEvent = {
  readonly id: string
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
  readonly ts: number
  readonly [key: string]: unknown
}

export type NewJob = Pick<Job, 'kind'> & {
  readonly key?: string
  readonly runId?: string
  readonly functionId?: string
  readonly stepId?: string
  readonly events?: readonly StoredEvent[]
  readonly cron?: string
  readonly value?: unknown
  readonly due?: Due
}

/** Does nothing when a job with the same key is queued already. */
export const insertJob = (db: Db, job: NewJob): Promise<unknown> => {
  const [afterMs, at] = dueParameters(job.due ?? { afterMs: 0 })
  return db.query(
    `insert into runner.job (key, kind, run_id, function_id, step_id, events, cron, value, due_at)
     values ($1, $2, $3, $4, $5, $6::text[]::json[], $7, $8, coalesce($9::timestamptz, clock_timestamp() + $10 * interval '1 ms'))
     on conflict (key) do nothing`,
    [
      job.key ?? null,
      job.kind,
      job.runId ?? null,
      job.functionId ?? null,
      job.stepId ?? null,
      job.events?.map((event) => JSON.stringify(event)) ?? null,
      job.cron ?? null,
      job.value === undefined ? null : JSON.stringify(job.value),
      at,
      afterMs,
    ],
  )
}

/** Queues the first call of a run. */
export const insertFirstCall = (db: Db, runId: string, afterMs: number): Promise<unknown> =>
  db.query(
    `insert into runner.job (key, kind, run_id, function_id, step_id, due_at, rank, keys, limits)
     select id || ':first', 'call', id, function_id, 'step', clock_timestamp() + $2 * interval '1 ms', rank, keys, limits
     from runner.run where id = $1`,
    [runId, afterMs],
  )
