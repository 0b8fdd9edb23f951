import type { Db } from './database'
import { insertCall, insertJob, type StoredEvent } from './jobs'
import type { Op, StepFailure } from './protocol'

/** Inngest's limits, held here too so that what runs here also runs there. */
export const limits = { stepBytes: 4 * 1024 * 1024, stateBytes: 32 * 1024 * 1024, steps: 1000 } as const

export type Run = {
  readonly id: string
  readonly function_id: string
  readonly events: readonly StoredEvent[]
  readonly eager: boolean
  readonly state_bytes: number
  readonly parent_run: string | null
  readonly parent_step: string | null
}

/** Locks a run that has not ended; null when it has. Every transition begins here, so that the transitions of one run never interleave. */
export const lockRun = async (db: Db, runId: string): Promise<Run | null> => {
  const { rows } = await db.query<Run>(
    `select id, function_id, events, eager, state_bytes::float8, parent_run, parent_step from runner.run
     where id = $1 and ended_at is null for no key update`,
    [runId],
  )
  return rows[0] ?? null
}

/** Writes down a step that has to wait for something; false when it is there already, pending or complete. */
export const addPendingStep = async (db: Db, runId: string, op: Op): Promise<boolean> => {
  const { rowCount } = await db.query(
    'insert into runner.step (run_id, id, op, name) values ($1, $2, $3, $4) on conflict do nothing',
    [runId, op.id, op.op, op.displayName ?? op.name ?? op.id],
  )
  return rowCount === 1
}

export type StepValue = { readonly data: unknown } | { readonly error: StepFailure }

/** Stores a step that ran; a step that is complete already keeps its value. Returns the sentence of the limit it breaks, else null. */
export const saveStep = async (db: Db, runId: string, op: Op, value: StepValue): Promise<string | null> => {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > limits.stepBytes) {
    return `Step ${op.displayName ?? op.id} returned ${bytes} bytes; a step may return ${limits.stepBytes}. Store the result and return its key.`
  }
  await db.query(
    `insert into runner.step (run_id, id, op, name, value, seq, completed_at)
     values ($1, $2, $3, $4, $5, nextval('runner.step_seq'), now())
     on conflict (run_id, id) do update set value = excluded.value, seq = excluded.seq, op = excluded.op, completed_at = now()
     where step.value is null`,
    [runId, op.id, op.op, op.displayName ?? op.name ?? op.id, text],
  )
  return countBytes(db, runId, bytes)
}

const countBytes = async (db: Db, runId: string, bytes: number): Promise<string | null> => {
  const { rows } = await db.query<{ bytes: number }>(
    'update runner.run set state_bytes = state_bytes + $2 where id = $1 returning state_bytes::float8 as bytes',
    [runId, bytes],
  )
  const total = rows[0]?.bytes ?? 0
  if (total <= limits.stateBytes) return null
  return `The results of this run's steps come to ${total} bytes; a run may keep ${limits.stateBytes}. Store results and return their keys.`
}

/** Gives a pending step of a locked run its value and goes on with the run; does nothing when the step is not pending. */
export const resolveStep = async (db: Db, runId: string, stepId: string, value: StepValue): Promise<void> => {
  const text = JSON.stringify(value)
  const { rowCount } = await db.query(
    `update runner.step set value = $3, seq = nextval('runner.step_seq'), completed_at = now()
     where run_id = $1 and id = $2 and value is null`,
    [runId, stepId, text],
  )
  if (rowCount !== 1) return
  await db.query('delete from runner.wait where run_id = $1 and step_id = $2', [runId, stepId])
  await db.query(`delete from runner.job where run_id = $1 and step_id = $2 and kind = 'wake'`, [runId, stepId])
  const broken = await countBytes(db, runId, Buffer.byteLength(text))
  if (broken !== null) await finishRun(db, runId, { status: 'failed', error: limitError(broken) })
  else await goOn(db, runId)
}

export const limitError = (message: string): StepFailure => ({ name: 'LimitExceeded', message })

/** Queues the call that finds out what comes next: once nothing is pending, or after every step when the run is eager. */
export const goOn = async (db: Db, runId: string): Promise<void> => {
  const { rows } = await db.query<{ pending: number; steps: number; seq: string | null; eager: boolean }>(
    `select count(*) filter (where s.id is not null and s.value is null)::int as pending, count(s.id)::int as steps, max(s.seq) as seq, r.eager
     from runner.run r left join runner.step s on s.run_id = r.id where r.id = $1 and r.ended_at is null group by r.id`,
    [runId],
  )
  const state = rows[0]
  if (state === undefined) return
  if (state.steps > limits.steps) {
    const message = `The run has ${state.steps} steps; a run may have ${limits.steps}. Split it with step.invoke.`
    await finishRun(db, runId, { status: 'failed', error: limitError(message) })
    return
  }
  if (state.pending > 0 && !state.eager) return
  await insertCall(db, { runId, stepId: 'step', key: `${runId}:after:${state.seq ?? 0}` })
}

export type Outcome =
  | { readonly status: 'completed'; readonly data: unknown }
  | { readonly status: 'failed' | 'cancelled'; readonly error: StepFailure }

/** Ends a run: what is queued for it goes, its parent gets the result, its end is announced. False when it had ended already. */
export const finishRun = async (db: Db, runId: string, outcome: Outcome): Promise<boolean> => {
  const isDone = outcome.status === 'completed'
  const { rows } = await db.query<Run>(
    `update runner.run set status = $2, output = $3, error = $4, ended_at = now(), singleton = null
     where id = $1 and ended_at is null returning id, function_id, events, eager, state_bytes, parent_run, parent_step`,
    [
      runId,
      outcome.status,
      isDone ? JSON.stringify(outcome.data ?? null) : null,
      isDone ? null : JSON.stringify(outcome.error),
    ],
  )
  const run = rows[0]
  if (run === undefined) return false
  await db.query('delete from runner.job where run_id = $1', [runId])
  await db.query('delete from runner.wait where run_id = $1', [runId])
  if (run.parent_run !== null && run.parent_step !== null && (await lockRun(db, run.parent_run)) !== null) {
    const value = isDone ? { data: outcome.data ?? null } : { error: outcome.error }
    await resolveStep(db, run.parent_run, run.parent_step, value)
  }
  await announceEnd(db, run, outcome)
  return true
}

/** Runs about the end of runs are not announced themselves: a function that listens for ends would never come to rest. */
const unannounced = ['inngest/function.failed', 'inngest/function.finished', 'inngest/function.cancelled']

const announceEnd = async (db: Db, run: Run, outcome: Outcome): Promise<void> => {
  const event = run.events[0]
  if (event === undefined || unannounced.includes(event.name)) return
  const names = [
    'inngest/function.finished',
    ...(outcome.status === 'completed' ? [] : [`inngest/function.${outcome.status}`]),
  ]
  const { rows } = await db.query<{ name: string }>(
    `select name from unnest($1::text[]) as name where exists (select from runner.wait where event = name)
       or exists (select from runner.function, unnest(events) as pattern
         where pattern = name or (right(pattern, 1) = '*' and starts_with(name, left(pattern, -1))))`,
    [names],
  )
  if (rows.length === 0) return
  const result = outcome.status === 'completed' ? { result: outcome.data ?? null } : { error: outcome.error }
  const data = { function_id: run.function_id, run_id: run.id, event, events: run.events, ...result }
  const events = rows.map(({ name }) => ({
    id: `${run.id}:${name.slice(name.lastIndexOf('.') + 1)}`,
    name,
    data,
    ts: Date.now(),
  }))
  await insertJob(db, { kind: 'announce', key: `${run.id}:end`, events })
}
