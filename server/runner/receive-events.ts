import type { Pool } from 'pg'
import { z } from 'zod'
import { DomainError } from '@/server/errors'
import { createRun } from './create-run'
import { type Db, transact, wakeWorkers } from './database'
import { holds } from './expressions'
import { admits, holdBack } from './flow-control'
import { listFunctionsFor, triggerMatches } from './function-config'
import { createId } from './ids'
import type { StoredEvent } from './jobs'
import { finishRun, lockRun, resolveStep } from './transitions'

const eventSchema = z.looseObject({
  name: z.string().regex(/^[^\p{Cc}]+$/u),
  data: z.record(z.string(), z.unknown()).nullish(),
  id: z
    .string()
    .regex(/^[^\p{Cc}]*$/u)
    .nullish(),
  ts: z.number().nullish(),
})

/** An event as `inngest.send` takes it. */
export type EventInput = z.input<typeof eventSchema>

/** Inngest's limits: events in one request, and bytes of one event. */
const maxEvents = 5000
const maxEventBytes = 3 * 1024 * 1024

/**
 * Takes events in and starts what they trigger, all in one transaction. Returns their ids. An event whose id was seen in the last
 * 24 hours starts nothing again; `seed` gives events without an id the same one each time the same request is tried again.
 * Throws `invalid_request` for what is no event and `limit_exceeded` for what is too much.
 */
export const receiveEvents = async (
  pool: Pool,
  events: readonly EventInput[],
  { seed }: { readonly seed?: string } = {},
): Promise<string[]> => {
  if (events.length > maxEvents) {
    throw new DomainError(
      'limit_exceeded',
      `${events.length} events in one request are too many; send ${maxEvents} at a time.`,
    )
  }
  const nowMs = Date.now()
  const stored = events.map((event, index) => parseEvent(event, index, nowMs, seed))
  if (stored.length === 0) return []
  await transact(pool, async (db) => {
    await ingestEvents(db, stored)
    await wakeWorkers(db)
  })
  return stored.map((event) => event.id)
}

const parseEvent = (input: EventInput, index: number, nowMs: number, seed: string | undefined): StoredEvent => {
  const read = eventSchema.safeParse(input)
  if (!read.success)
    throw new DomainError('invalid_request', `Event ${index} is not an event: ${z.prettifyError(read.error)}`)
  const { id, data, ts, ...rest } = read.data
  if (rest.name.startsWith('inngest/')) {
    throw new DomainError(
      'invalid_request',
      `Event name "${rest.name}" is reserved; choose one that does not begin with "inngest/".`,
    )
  }
  const event = {
    ...rest,
    id: id || (seed === undefined ? createId(nowMs) : createId(Number.parseInt(seed, 10) || 0, `${seed}:${index}`)),
    data: data ?? {},
    ts: ts ?? nowMs,
  }
  const bytes = Buffer.byteLength(JSON.stringify(event))
  if (bytes > maxEventBytes) {
    throw new DomainError(
      'limit_exceeded',
      `Event "${event.name}" has ${bytes} bytes; ${maxEventBytes} are taken. Send a key instead of the content.`,
    )
  }
  return event
}

/** Stores events that are new, cancels and resumes the runs that wait for them, and starts the functions that they trigger. */
export const ingestEvents = async (db: Db, events: readonly StoredEvent[]): Promise<void> => {
  const { rows } = await db.query<{ exists: boolean }>('select exists (select from runner.function)')
  const isRoutable = rows[0]?.exists === true
  for (const event of events) {
    const { rowCount } = await db.query(
      `insert into runner.event as e (id, name, body, routed) values ($1, $2, $3, $4)
       on conflict (id) do update set name = excluded.name, body = excluded.body, received_at = now(), routed = excluded.routed
       where e.received_at < now() - interval '24 hours'`,
      [event.id, event.name, JSON.stringify(event), isRoutable],
    )
    if (rowCount === 1 && isRoutable) await routeEvent(db, event)
  }
}

/** Matches events that came in before any function was registered; returns how many. */
export const routeHeldEvents = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ body: StoredEvent }>(
    `with held as (update runner.event set routed = true where not routed and exists (select from runner.function) returning body, received_at)
     select body from held order by received_at`,
  )
  for (const { body } of rows) await routeEvent(db, body)
  return rows.length
}

const routeEvent = async (db: Db, event: StoredEvent): Promise<void> => {
  await matchWaits(db, event)
  for (const config of await listFunctionsFor(db, event.name)) {
    const isTriggered = config.triggers.some(
      (trigger) =>
        'event' in trigger && triggerMatches(trigger.event, event.name) && holds(trigger.expression, { event }),
    )
    if (!isTriggered || !(await admits(db, config, event)) || (await holdBack(db, config, event))) continue
    await createRun(db, config, [event])
  }
}

const matchWaits = async (db: Db, event: StoredEvent): Promise<void> => {
  const { rows } = await db.query<{
    run_id: string
    step_id: string | null
    expression: string | null
    first: StoredEvent
  }>(
    `select w.run_id, w.step_id, w.expression, r.events -> 0 as first from runner.wait w join runner.run r on r.id = w.run_id
     where w.event = $1 and r.ended_at is null and (w.expires_at is null or w.expires_at > clock_timestamp()) order by w.run_id, w.id`,
    [event.name],
  )
  for (const wait of rows) {
    if (!holds(wait.expression, { event: wait.first, async: event }) || !(await lockRun(db, wait.run_id))) continue
    if (wait.step_id !== null) await resolveStep(db, wait.run_id, wait.step_id, { data: event })
    else {
      const error = { name: 'RunCancelled', message: `The event ${event.name} cancelled this run.` }
      await finishRun(db, wait.run_id, { status: 'cancelled', error })
    }
  }
}
