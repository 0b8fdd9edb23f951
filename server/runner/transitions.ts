import type { Db } from './database'
import { insertJob, type StoredEvent } from './jobs'
import type { Op, StepFailure } from './protocol'

/** Inngest's limits, held here too so that what runs here also runs there. */
export const limits = { stepBytes: 4 * 1024 * 1024, stateBytes: 32 * 1024 * 1024, steps: 1000 } as const

/**
 * Locks a run; false when it has ended, or when `call` is given and is another worker's by now. Every transition begins here,
 * so that the transitions of one run never interleave.
 */
export const lockRun = async (
  db: Db,
  runId: string,
  call: { readonly id: string; readonly generation: number } | null = null,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `select from runner.run r where id = $1 and ended_at is null
       and ($2::bigint is null or exists (select from runner.job j where j.id = $2 and j.generation = $3)) for no key update of r`,
    [runId, call?.id ?? null, call?.generation ?? null],
  )
  return rowCount === 1
}

/** PostgreSQL's text has no NUL. */
const nameOf = (op: Op): string => (op.displayName ?? op.name ?? op.id).replaceAll('\0', '')

/** Writes down a step that has to wait for something; false when it is there already, pending or complete. */
export const addPendingStep = async (db: Db, runId: string, op: Op): Promise<boolean> => {
  const { rowCount } = await db.query(
    'insert into runner.step (run_id, id, op, name) values ($1, $2, $3, $4) on conflict do nothing',
    [runId, op.id, op.op, nameOf(op)],
  )
  return rowCount === 1
}

/** Writes down steps that have each to be called for, and queues their calls; those that are there already stay as they are. */
export const addPlannedSteps = (db: Db, runId: string, ops: readonly Op[]): Promise<unknown> =>
  db.query(
    `with planned as (
       insert into runner.step (run_id, id, op, name)
       select $1, id, 'StepPlanned', name from unnest($2::text[], $3::text[]) as op (id, name) on conflict do nothing returning id)
     insert into runner.job (key, kind, run_id, function_id, step_id, due_at, rank, keys, limits)
     select r.id || ':step:' || op.id, 'call', r.id, r.function_id, op.id, clock_timestamp(), r.rank, r.keys, r.limits
     from unnest($2::text[]) with ordinality as op (id, place) join planned on planned.id = op.id join runner.run r on r.id = $1
     order by op.place on conflict (key) do nothing`,
    [runId, ops.map((op) => op.id), ops.map(nameOf)],
  )

export type StepValue = { readonly data: unknown } | { readonly error: StepFailure }

/** Stores a step that ran; a step that is complete already keeps its value. Returns the sentence of the limit it breaks, else null. */
export const saveStep = async (db: Db, runId: string, op: Op, value: StepValue): Promise<string | null> => {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > limits.stepBytes) {
    return `Step ${nameOf(op)} returned ${bytes} bytes; a step may return ${limits.stepBytes}. Store the result and return its key.`
  }
  const { rows } = await db.query<{ bytes: number }>(
    `with saved as (
       insert into runner.step (run_id, id, op, name, value, seq, completed_at)
       values ($1, $2, $3, $4, $5, nextval('runner.step_seq'), now())
       on conflict (run_id, id) do update set value = excluded.value, seq = excluded.seq, op = excluded.op, completed_at = now()
       where step.value is null returning id)
     update runner.run set state_bytes = state_bytes + $6 where id = $1 and exists (select from saved)
     returning state_bytes::float8 as bytes`,
    [runId, op.id, op.op, nameOf(op), text, bytes],
  )
  return tooMuchState(rows[0]?.bytes)
}

const tooMuchState = (bytes = 0): string | null =>
  bytes <= limits.stateBytes
    ? null
    : `The results of this run's steps come to ${bytes} bytes; a run may keep ${limits.stateBytes}. Store results and return their keys.`

/** Gives a pending step of a locked run its value and goes on with the run; does nothing when the step is not pending. */
export const resolveStep = async (db: Db, runId: string, stepId: string, value: StepValue): Promise<void> => {
  const text = JSON.stringify(value)
  const { rows } = await db.query<{ bytes: number }>(
    `with resolved as (
       update runner.step set value = $3, seq = nextval('runner.step_seq'), completed_at = now()
       where run_id = $1 and id = $2 and value is null returning id),
     answered as (delete from runner.wait where run_id = $1 and step_id = $2),
     woken as (delete from runner.job where run_id = $1 and step_id = $2 and kind = 'wake')
     update runner.run set state_bytes = state_bytes + $4 where id = $1 and exists (select from resolved)
     returning state_bytes::float8 as bytes`,
    [runId, stepId, text, Buffer.byteLength(text)],
  )
  if (rows[0] === undefined) return
  const broken = tooMuchState(rows[0].bytes)
  if (broken !== null) await finishRun(db, runId, { status: 'failed', error: limitError(broken) })
  else await goOn(db, runId)
}

export const limitError = (message: string): StepFailure => ({ name: 'LimitExceeded', message })

/** Queues the call that finds out what comes next: once nothing is pending, or after every step when the run is eager. */
export const goOn = async (db: Db, runId: string): Promise<void> => {
  const { rows } = await db.query<{ steps: number }>(
    `with state as (
       select r.id, count(s.id)::int as steps, max(s.seq) as seq,
         r.eager or count(*) filter (where s.id is not null and s.value is null) = 0 as is_ready
       from runner.run r left join runner.step s on s.run_id = r.id where r.id = $1 and r.ended_at is null group by r.id),
     queued as (
       insert into runner.job (key, kind, run_id, function_id, step_id, due_at, rank, keys, limits)
       select r.id || ':after:' || coalesce(state.seq, 0), 'call', r.id, r.function_id, 'step', clock_timestamp(), r.rank, r.keys, r.limits
       from state join runner.run r on r.id = state.id where state.is_ready and state.steps <= $2 on conflict (key) do nothing)
     select steps from state`,
    [runId, limits.steps],
  )
  const steps = rows[0]?.steps ?? 0
  if (steps <= limits.steps) return
  const message = `The run has ${steps} steps; a run may have ${limits.steps}. Split it with step.invoke.`
  await finishRun(db, runId, { status: 'failed', error: limitError(message) })
}

export type Outcome =
  | { readonly status: 'completed'; readonly data: unknown }
  | { readonly status: 'failed' | 'cancelled'; readonly error: StepFailure }

type EndedRun = {
  readonly id: string
  readonly function_id: string
  readonly events: readonly StoredEvent[]
  readonly parent_run: string | null
  readonly parent_step: string | null
}

/** Ends a run: what is queued for it goes, its parent gets the result, its end is announced. False when it had ended already. */
export const finishRun = async (db: Db, runId: string, outcome: Outcome): Promise<boolean> => {
  const isDone = outcome.status === 'completed'
  const { rows } = await db.query<EndedRun>(
    `update runner.run set status = $2, output = $3, error = $4, ended_at = now(), singleton = null
     where id = $1 and ended_at is null returning id, function_id, events, parent_run, parent_step`,
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
  if (run.parent_run !== null && run.parent_step !== null && (await lockRun(db, run.parent_run))) {
    const value = isDone ? { data: outcome.data ?? null } : { error: outcome.error }
    await resolveStep(db, run.parent_run, run.parent_step, value)
  }
  await announceEnd(db, run, outcome)
  return true
}

/** Runs about the end of runs are not announced themselves: a function that listens for ends would never come to rest. */
const unannounced = ['inngest/function.failed', 'inngest/function.finished', 'inngest/function.cancelled']

const announceEnd = async (db: Db, run: EndedRun, outcome: Outcome): Promise<void> => {
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
