import { Cron } from 'croner'
import type { Pool } from 'pg'
import { DomainError } from '@/server/errors'
import type { Log } from '@/server/ports/log'
import { createRun } from './create-run'
import { type Db, isDatabaseAway, transact, wakeWorkers } from './database'
import { parseDurationMs } from './durations'
import { errorWords } from './error-words'
import { findFunction } from './function-config'
import { insertJob, type Job } from './jobs'
import { ingestEvents } from './receive-events'
import { finishRun, lockRun, resolveStep, type StepValue } from './transitions'

export type TimerContext = { readonly owner: string; readonly log: Log; readonly random: () => number; nowMs(): number }

const timersInARow = 50

/**
 * Does what is due and needs no call: crons, ends of sleeps and waits, timeouts, debounced and batched starts, announcements. One worker
 * at a time does this; each timer is done and removed in one transaction, so none is done twice and none is lost. Returns how many were
 * done; there may be more.
 */
export const runDueTimers = async (pool: Pool, context: TimerContext): Promise<number> => {
  for (let done = 0; ; done++) {
    // Between timers the worker has to look for calls.
    if (done === timersInARow) return done
    let current: Job | undefined
    try {
      const isDone = await transact(pool, async (db) => {
        current = await findDueTimer(db)
        if (current === undefined) return true
        await runTimer(db, current, context)
        await wakeWorkers(db, context.owner)
        return false
      })
      if (isDone) return done
    } catch (error) {
      if (current === undefined || isDatabaseAway(error)) throw error
      // One timer that can't be done must not hold up the others.
      context.log.error('a timer failed and was put off', {
        kind: current.kind,
        function: current.function_id,
        run: current.run_id,
        cause: errorWords(error),
      })
      await pool.query(
        `update runner.job set attempt = attempt + 1, due_at = clock_timestamp() + least(attempt + 1, 60) * interval '1 minute' where id = $1`,
        [current.id],
      )
    }
  }
}

/** Undefined when nothing is due, or when another worker is at the timers. */
const findDueTimer = async (db: Db): Promise<Job | undefined> => {
  const { rows } = await db.query<Job>(
    `select job.* from (select pg_try_advisory_xact_lock(hashtext('runner.timers')) as is_ours) as lock, lateral (
       select * from runner.job where is_ours and kind <> 'call' and due_at <= clock_timestamp() order by due_at, id limit 1) as job`,
  )
  return rows[0]
}

const runTimer = async (db: Db, job: Job, context: TimerContext): Promise<void> => {
  if (job.kind === 'cron') return runCron(db, job, context)
  // The run first, then the job: every transition locks in this order.
  const openRun = job.run_id !== null && (await lockRun(db, job.run_id)) ? job.run_id : null
  const { rows } = await db.query<Job>('delete from runner.job where id = $1 returning *', [job.id])
  const current = rows[0]
  if (current === undefined) return
  switch (current.kind) {
    case 'start':
      return startHeldBack(db, current, context)
    case 'announce':
      return ingestEvents(db, current.events ?? [])
    case 'wake':
      if (openRun !== null && current.step_id !== null)
        await resolveStep(db, openRun, current.step_id, wakeValue(current.value))
      return
    case 'start-timeout':
    case 'finish-timeout':
      if (openRun !== null) await timeOut(db, openRun, current.kind)
      return
    default:
      throw new DomainError('internal', `A job of kind ${current.kind} is no timer.`)
  }
}

/** A `wake` is only ever queued with a step's value. */
const wakeValue = (value: unknown): StepValue => value as StepValue

const startHeldBack = async (db: Db, job: Job, { log }: TimerContext): Promise<void> => {
  const config = job.function_id === null ? null : await findFunction(db, job.function_id)
  const [first, ...rest] = job.events ?? []
  if (config === null || first === undefined)
    log.warn('a function was due to start and is not registered any more', { function: job.function_id })
  else await createRun(db, config, [first, ...rest])
}

const timeOut = async (db: Db, runId: string, kind: 'start-timeout' | 'finish-timeout'): Promise<void> => {
  const { rows } = await db.query<{ has_started: boolean }>(
    'select started_at is not null as has_started from runner.run where id = $1',
    [runId],
  )
  if (kind === 'start-timeout' && rows[0]?.has_started) return
  const message =
    kind === 'start-timeout'
      ? 'The run did not start within its time limit.'
      : 'The run did not finish within its time limit.'
  await finishRun(db, runId, { status: 'cancelled', error: { name: 'RunTimeout', message } })
}

/** The run is created and the schedule moved on in the same transaction: no crash fires a cron twice or loses it. */
const runCron = async (db: Db, job: Job, context: TimerContext): Promise<void> => {
  const config = job.function_id === null ? null : await findFunction(db, job.function_id)
  const trigger = config?.triggers.find((each) => 'cron' in each && each.cron === job.cron)
  if (config === null || trigger === undefined || !('cron' in trigger)) {
    await db.query('delete from runner.job where id = $1', [job.id])
    return
  }
  const scheduled = scheduledAt(job)
  const next = nextCron(trigger.cron, Math.max(scheduled.getTime(), context.nowMs()))
  await db.query('delete from runner.job where id = $1', [job.id])
  if (next !== null) await insertCron(db, config.id, trigger, next, context)
  const data = { cron: trigger.cron, fireAt: scheduled.toISOString(), scheduledAt: scheduled.toISOString() }
  await createRun(db, config, [
    {
      id: `${config.id}:${trigger.cron}:${scheduled.toISOString()}`,
      name: 'inngest/scheduled.timer',
      data,
      ts: context.nowMs(),
    },
  ])
}

/** What the schedule said, before jitter. */
const scheduledAt = (job: Job): Date => {
  const value = job.value
  return typeof value === 'object' && value !== null && 'scheduledAt' in value
    ? new Date(String(value.scheduledAt))
    : job.due_at
}

/** The first time after `afterMs` for "0 9 * * 1" or "TZ=Europe/Berlin 0 9 * * 1" (UTC without a zone); null when there is none. */
export const nextCron = (schedule: string, afterMs: number): Date | null => {
  const [, timezone = 'UTC', pattern = ''] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/.exec(schedule) ?? []
  try {
    return new Cron(pattern, { timezone }).nextRun(new Date(afterMs))
  } catch (cause) {
    throw new DomainError('invalid_request', `"${schedule}" is no cron schedule.`, { cause })
  }
}

export const cronKey = (functionId: string, schedule: string): string => `cron:${functionId}:${schedule}`

export const insertCron = async (
  db: Db,
  functionId: string,
  trigger: { readonly cron: string; readonly jitter?: string | undefined },
  at: Date,
  { random }: { readonly random: () => number },
): Promise<void> => {
  const jitterMs = trigger.jitter === undefined ? 0 : (parseDurationMs(trigger.jitter) ?? 0) * random()
  await insertJob(db, {
    kind: 'cron',
    key: cronKey(functionId, trigger.cron),
    functionId,
    cron: trigger.cron,
    value: { scheduledAt: at.toISOString() },
    due: { at: new Date(at.getTime() + jitterMs) },
  })
}
