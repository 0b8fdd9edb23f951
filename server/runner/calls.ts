import type { Pool } from 'pg'
import { transact } from './database'
import { insertJob, type Job, type StoredEvent } from './jobs'

/** A claimed call: a job of kind `call`, so its run, function and step are set. */
export type Call = Job & { readonly run_id: string; readonly function_id: string; readonly step_id: string }

/** Leases due calls to `owner`, as many as `wanted` at most. `working` are calls that it is still at, should a lease have run out. */
export const claimCalls = async (
  pool: Pool,
  claim: {
    readonly functionIds: readonly string[]
    readonly owner: string
    readonly leaseMs: number
    readonly wanted: number
    readonly working: readonly string[]
  },
): Promise<Call[]> => {
  const { rows } = await pool.query<Call>('select * from runner.claim($1, $2, $3, $4, $5)', [
    claim.functionIds,
    claim.owner,
    Math.round(claim.leaseMs),
    claim.wanted,
    claim.working,
  ])
  return rows
}

export type CallState = {
  readonly events: readonly StoredEvent[]
  readonly steps: readonly { readonly id: string; readonly value: unknown }[]
  readonly hasPending: boolean
}

/** What a call has to be given; null when its run has ended. A run that had not begun has begun now. */
export const loadCall = async (pool: Pool, call: Call): Promise<CallState | null> => {
  const [runs, steps] = await Promise.all([
    pool.query<{ events: StoredEvent[]; started_at: Date | null; finish_timeout_ms: string | null }>(
      'select events, started_at, finish_timeout_ms from runner.run where id = $1 and ended_at is null',
      [call.run_id],
    ),
    pool.query<{ id: string; value: unknown; is_pending: boolean }>(
      'select id, value, value is null as is_pending from runner.step where run_id = $1 order by seq nulls last',
      [call.run_id],
    ),
  ])
  const run = runs.rows[0]
  if (run === undefined) return null
  if (run.started_at === null) await beginRun(pool, call.run_id, run.finish_timeout_ms)
  return {
    events: run.events,
    steps: steps.rows.filter((step) => !step.is_pending),
    hasPending: steps.rows.some((step) => step.is_pending),
  }
}

const beginRun = (pool: Pool, runId: string, finishTimeoutMs: string | null): Promise<void> =>
  transact(pool, async (db) => {
    const { rowCount } = await db.query(
      `update runner.run set status = 'running', started_at = now() where id = $1 and ended_at is null and started_at is null`,
      [runId],
    )
    if (rowCount !== 1 || finishTimeoutMs === null) return
    await insertJob(db, { kind: 'finish-timeout', runId, due: { afterMs: Number(finishTimeoutMs) } })
  })

/** Says that this worker is still at these calls. Only at these: a claim whose answer was lost on the way must run out. */
export const renewLeases = async (
  pool: Pool,
  owner: string,
  leaseMs: number,
  working: readonly string[],
): Promise<void> => {
  await pool.query(
    `update runner.job set lease_until = clock_timestamp() + $2 * interval '1 ms' where owner = $1 and id = any($3::bigint[])`,
    [owner, Math.round(leaseMs), working],
  )
}

/** Ends the leases of workers that are certainly dead, so that their calls need not wait. Returns how many workers. */
export const expireDeadOwners = async (pool: Pool, isDead: (owner: string) => boolean): Promise<number> => {
  const { rows } = await pool.query<{ owner: string }>(
    'select distinct owner from runner.job where lease_until > clock_timestamp()',
  )
  const dead = rows.map((row) => row.owner).filter(isDead)
  if (dead.length > 0) {
    await pool.query(
      `update runner.job set lease_until = clock_timestamp() - interval '1 ms' where owner = any($1) and lease_until > clock_timestamp()`,
      [dead],
    )
  }
  return dead.length
}

/** Hands back calls that this worker will not finish; another one begins them again, and it is not counted as an attempt. */
export const releaseLeases = async (pool: Pool, owner: string): Promise<void> => {
  await pool.query(
    'update runner.job set owner = null, lease_until = null, generation = generation + 1 where owner = $1 and lease_until is not null',
    [owner],
  )
}

export type Agenda = { readonly timersMs: number | null; readonly callsMs: number | null }

/** Milliseconds until the next timer and the next call (or the end of a dead worker's lease) are due; negative when they are overdue. */
export const readAgenda = async (pool: Pool, functionIds: readonly string[]): Promise<Agenda> => {
  const { rows } = await pool.query<{ timers: number | null; calls: number | null }>(
    `select
       (select extract(epoch from min(due_at) - clock_timestamp())::float8 * 1000 from runner.job where kind <> 'call') as timers,
       (select extract(epoch from min(greatest(due_at, lease_until)) - clock_timestamp())::float8 * 1000 from runner.job
         where kind = 'call' and function_id = any($1) and greatest(due_at, lease_until) > clock_timestamp()) as calls`,
    [functionIds],
  )
  return { timersMs: rows[0]?.timers ?? null, callsMs: rows[0]?.calls ?? null }
}
