import type { Db } from './database'
import { parseDurationMs } from './durations'
import { keyOf, numberOf } from './expressions'
import { concurrencyOf, configuredMs, throttleDelayMs } from './flow-control'
import type { FunctionConfig } from './function-config'
import { createId } from './ids'
import { insertFirstCall, insertJob, type StoredEvent } from './jobs'
import { finishRun } from './transitions'

const maxPriorityS = 600

/** Creates a run and queues its first call. Null when the function is a singleton that skips and one is under way. */
export const createRun = async (
  db: Db,
  config: FunctionConfig,
  events: readonly [StoredEvent, ...StoredEvent[]],
  parent: { readonly runId: string; readonly stepId: string } | null = null,
): Promise<string | null> => {
  const context = { event: events[0] }
  const singleton = config.singleton ? `${config.id}:${keyOf(config.singleton.key, context)}` : null
  if (singleton !== null && !(await makeRoom(db, singleton, config.singleton?.mode === 'cancel'))) return null

  const id = createId(Date.now())
  const { keys, limits } = concurrencyOf(config, events[0])
  const priorityS = Math.max(-maxPriorityS, Math.min(maxPriorityS, numberOf(config.priority?.run, context)))
  const { start, finish } = config.timeouts ?? {}
  await db.query(
    `insert into runner.run (id, function_id, events, keys, limits, rank, singleton, parent_run, parent_step, finish_timeout_ms)
     values ($1, $2, $3, $4, $5, clock_timestamp() - $6 * interval '1 s', $7, $8, $9, $10)`,
    [
      id,
      config.id,
      JSON.stringify(events),
      keys,
      limits,
      priorityS,
      singleton,
      parent?.runId ?? null,
      parent?.stepId ?? null,
      finish === undefined ? null : configuredMs(config, finish),
    ],
  )
  for (const rule of config.cancel ?? []) {
    await db.query(
      `insert into runner.wait (run_id, event, expression, expires_at) values ($1, $2, $3, clock_timestamp() + $4 * interval '1 ms')`,
      [id, rule.event, rule.if ?? null, rule.timeout === undefined ? null : parseDurationMs(rule.timeout)],
    )
  }
  const delayMs = await throttleDelayMs(db, config, events[0])
  if (start !== undefined) {
    await insertJob(db, { kind: 'start-timeout', runId: id, due: { afterMs: configuredMs(config, start) } })
  }
  await insertFirstCall(db, id, delayMs)
  return id
}

/** False when the singleton is taken and stays so. */
const makeRoom = async (db: Db, singleton: string, mayCancel: boolean): Promise<boolean> => {
  await db.query('select pg_advisory_xact_lock(hashtext($1))', [`runner.singleton:${singleton}`])
  const { rows } = await db.query<{ id: string }>(
    'select id from runner.run where singleton = $1 and ended_at is null',
    [singleton],
  )
  if (rows.length > 0 && !mayCancel) return false
  for (const { id } of rows) {
    await finishRun(db, id, {
      status: 'cancelled',
      error: { name: 'RunCancelled', message: 'A newer run of this singleton took its place.' },
    })
  }
  return true
}
