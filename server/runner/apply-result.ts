import type { Pool } from 'pg'
import type { Call } from './calls'
import { createRun } from './create-run'
import { type Db, type Due, dueParameters, transact, wakeWorkers } from './database'
import { parseDue } from './durations'
import { type FunctionConfig, findFunction, maxAttemptsOf } from './function-config'
import { createId } from './ids'
import { insertJob } from './jobs'
import { type CallResult, type Op, type Retry, type StepFailure, toFailure } from './protocol'
import {
  addPendingStep,
  addPlannedSteps,
  finishRun,
  goOn,
  limitError,
  limits,
  lockRun,
  type Outcome,
  resolveStep,
  saveStep,
} from './transitions'

/** The wait before a call is tried again, in milliseconds, after this many attempts have failed. */
export type Backoff = (failedAttempts: number) => number

const supportedOps = [
  'StepRun',
  'Step',
  'StepError',
  'StepFailed',
  'StepPlanned',
  'Sleep',
  'WaitForEvent',
  'InvokeFunction',
  'RunComplete',
  'DiscoveryRequest',
]

/** How the call ended for the run: `stale` when the run had ended or another worker had taken the call over, and nothing was written. */
export type Applied = 'stale' | 'retried' | 'advanced' | Outcome['status']

/**
 * Writes down what a call brought back and queues what follows, in one transaction: the step's result, the end of this job and the next
 * one are there together or not at all.
 */
export const applyResult = (
  pool: Pool,
  call: Call,
  config: FunctionConfig,
  result: CallResult,
  { backoff, owner }: { readonly backoff: Backoff; readonly owner: string },
): Promise<Applied> =>
  transact(pool, async (db) => {
    const runId = call.run_id
    if (!(await lockRun(db, runId, call))) return 'stale'
    if (call.keys.length > 0 || (result.kind === 'ops' && result.ops.length > 1)) await wakeWorkers(db, owner)

    const finish = async (outcome: Outcome): Promise<Applied> => {
      await finishRun(db, runId, outcome)
      return outcome.status
    }
    if (result.kind === 'finished') return finish(completed(result.data))

    const isLast = !result.retry.allowed || call.attempt + 1 >= maxAttemptsOf(config)
    const willRetry = !isLast && (result.kind === 'failed' || result.ops.some((op) => op.op === 'StepError'))
    if (willRetry) {
      await retryLater(db, call, result.retry, backoff)
      return 'retried'
    }
    if (result.kind === 'failed') return finish({ status: 'failed', error: result.error })

    const unsupported = result.ops.find((op) => !supportedOps.includes(op.op))
    if (unsupported) {
      const message = `The embedded runner has no ${unsupported.op} (step ${unsupported.displayName ?? unsupported.id}); that needs an Inngest server.`
      return finish({ status: 'failed', error: { name: 'UnsupportedStep', message } })
    }
    const own = await db.query('delete from runner.job where id = $1 and generation = $2', [call.id, call.generation])
    if (own.rowCount !== 1) return 'stale'
    if (result.isEager || result.ops.some((op) => op.opts?.parallelMode === 'race')) {
      await db.query('update runner.run set eager = true where id = $1', [runId])
    }
    const planned = result.ops.filter((op) => op.op === 'StepPlanned')
    if (planned.length > 0) await addPlannedSteps(db, runId, planned)
    for (const op of result.ops) {
      const end = await applyOp(db, runId, op)
      if (end !== null) return finish(end)
    }
    await goOn(db, runId)
    return 'advanced'
  })

const completed = (data: unknown): Outcome => {
  const bytes = Buffer.byteLength(JSON.stringify(data ?? null))
  if (bytes <= limits.stepBytes) return { status: 'completed', data }
  const message = `The function returned ${bytes} bytes; it may return ${limits.stepBytes}. Store the result and return its key.`
  return { status: 'failed', error: limitError(message) }
}

const retryLater = async (db: Db, call: Call, retry: Retry, backoff: Backoff): Promise<void> => {
  const [afterMs, at] = dueParameters(readRetryAfter(retry.after) ?? { afterMs: backoff(call.attempt + 1) })
  await db.query(
    `update runner.job set attempt = attempt + 1, owner = null, lease_until = null,
       due_at = coalesce($2::timestamptz, clock_timestamp() + $3 * interval '1 ms')
     where id = $1 and generation = $4`,
    [call.id, at, afterMs, call.generation],
  )
}

const readRetryAfter = (header: string | null): Due | null => {
  if (header === null) return null
  return /^\d+$/.test(header) ? { afterMs: Number(header) * 1000 } : parseDue(header)
}

/** Null when the run goes on; else how it ends. */
const applyOp = async (db: Db, runId: string, op: Op): Promise<Outcome | null> => {
  switch (op.op) {
    case 'StepRun':
    case 'Step':
      return brokenLimit(await saveStep(db, runId, op, { data: op.data ?? null }))
    case 'StepError':
    case 'StepFailed':
      return brokenLimit(await saveStep(db, runId, op, { error: toFailure(op.error) }))
    case 'Sleep':
      return waitUntil(db, runId, op, op.name || textOf(op, 'duration') || '', { data: null })
    case 'WaitForEvent':
      return waitForEvent(db, runId, op)
    case 'InvokeFunction':
      return invokeFunction(db, runId, op)
    case 'RunComplete':
      return completed(op.data)
    default:
      // StepPlanned: done for all together. DiscoveryRequest: call again, which is what happens when no op ends the run.
      return null
  }
}

const brokenLimit = (message: string | null): Outcome | null =>
  message === null ? null : { status: 'failed', error: limitError(message) }

const textOf = (op: Op, option: string): string | null => {
  const value = op.opts?.[option]
  return typeof value === 'string' ? value : null
}

/** Makes the step pending until `until`, when it gets `value` unless it has another by then. */
const waitUntil = async (
  db: Db,
  runId: string,
  op: Op,
  until: string,
  value: { readonly data: null } | { readonly error: StepFailure },
  onPending: () => Promise<void> = async () => undefined,
): Promise<Outcome | null> => {
  const due = parseDue(until)
  if (due === null) {
    const message = `Step ${op.displayName ?? op.id} has "${until}" where a duration such as "10m" or a date belongs.`
    return { status: 'failed', error: { name: 'InvalidStep', message } }
  }
  if (!(await addPendingStep(db, runId, op))) return null
  await insertJob(db, { kind: 'wake', key: `${runId}:wake:${op.id}`, runId, stepId: op.id, value, due })
  await onPending()
  return null
}

const waitForEvent = (db: Db, runId: string, op: Op): Promise<Outcome | null> =>
  waitUntil(db, runId, op, textOf(op, 'timeout') ?? '', { data: null }, async () => {
    await db.query('insert into runner.wait (run_id, step_id, event, expression) values ($1, $2, $3, $4)', [
      runId,
      op.id,
      op.name ?? textOf(op, 'event'),
      textOf(op, 'if'),
    ])
  })

const invokeFunction = (db: Db, runId: string, op: Op): Promise<Outcome | null> => {
  const functionId = textOf(op, 'function_id') ?? ''
  const timeout = textOf(op, 'timeout') ?? '365d'
  const tooLate = { name: 'InngestInvokeTimeout', message: `Function ${functionId} did not end within ${timeout}.` }
  return waitUntil(db, runId, op, timeout, { error: tooLate }, async () => {
    const config = await findFunction(db, functionId)
    const started = config && (await createRun(db, config, [invocationOf(op)], { runId, stepId: op.id }))
    if (started !== null) return
    const message =
      config === null
        ? `Function ${functionId} is not registered; start a worker that serves it.`
        : `Function ${functionId} is a singleton and already running, so it was not invoked.`
    await resolveStep(db, runId, op.id, { error: { name: 'InvokeFailed', message } })
  })
}

const invocationOf = (op: Op) => {
  const nowMs = Date.now()
  const payload = op.opts?.payload
  const data = typeof payload === 'object' && payload !== null && 'data' in payload ? payload.data : null
  return {
    id: createId(nowMs),
    name: 'inngest/function.invoked',
    data: { ...(typeof data === 'object' ? data : {}) },
    ts: nowMs,
  }
}
