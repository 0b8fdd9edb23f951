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

/** Queues a call of a run, with the rank and the concurrency keys that the run got when it was created. */
export const insertCall = (
  db: Db,
  call: { readonly runId: string; readonly stepId: string; readonly key: string; readonly due?: Due },
): Promise<unknown> => {
  const [afterMs, at] = dueParameters(call.due ?? { afterMs: 0 })
  return db.query(
    `insert into runner.job (key, kind, run_id, function_id, step_id, due_at, rank, keys, limits)
     select $1, 'call', id, function_id, $2, coalesce($4::timestamptz, clock_timestamp() + $5 * interval '1 ms'), rank, keys, limits
     from runner.run where id = $3
     on conflict (key) do nothing`,
    [call.key, call.stepId, call.runId, at, afterMs],
  )
}
