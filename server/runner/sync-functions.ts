import type { Pool } from 'pg'
import { type Db, transact } from './database'
import type { FunctionConfig } from './function-config'
import { routeHeldEvents } from './receive-events'
import { cronKey, insertCron, nextCron } from './timers'

export type RegisteredApp = { readonly appId: string; readonly configs: readonly FunctionConfig[] }

/**
 * Registers what apps serve now: functions that they no longer have are taken out, schedules follow, and events that came before any
 * function was known are matched. All apps at once, or such an event could be matched before its function is there.
 */
export const syncFunctions = (
  pool: Pool,
  apps: readonly RegisteredApp[],
  clock: { nowMs(): number; readonly random: () => number },
): Promise<void> =>
  transact(pool, async (db) => {
    await db.query(`select pg_advisory_xact_lock(hashtext('runner.sync'))`)
    for (const app of apps) await syncApp(db, app, clock)
    await routeHeldEvents(db)
  })

const syncApp = async (
  db: Db,
  { appId, configs }: RegisteredApp,
  clock: { nowMs(): number; readonly random: () => number },
): Promise<void> => {
  await db.query('delete from runner.function where app = $1 and id <> all($2)', [
    appId,
    configs.map((config) => config.id),
  ])
  for (const config of configs) {
    const events = config.triggers.flatMap((trigger) => ('event' in trigger ? [trigger.event] : []))
    await db.query(
      `insert into runner.function (id, app, config, events) values ($1, $2, $3, $4)
         on conflict (id) do update set app = excluded.app, config = excluded.config, events = excluded.events, synced_at = now()`,
      [config.id, appId, JSON.stringify(config), events],
    )
  }
  const crons = configs.flatMap((config) =>
    config.triggers.flatMap((trigger) => ('cron' in trigger ? [{ functionId: config.id, trigger }] : [])),
  )
  await db.query(
    `delete from runner.job j where kind = 'cron' and not (key = any($1)) and (function_id = any($2)
         or not exists (select from runner.function f where f.id = j.function_id))`,
    [crons.map(({ functionId, trigger }) => cronKey(functionId, trigger.cron)), configs.map((config) => config.id)],
  )
  for (const { functionId, trigger } of crons) {
    const next = nextCron(trigger.cron, clock.nowMs())
    if (next !== null) await insertCron(db, functionId, trigger, next, clock)
  }
}
