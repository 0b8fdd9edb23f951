import type pg from 'pg'
import type { DurableEvent } from '@/server/ports/events'
import type { Log } from '@/server/ports/log'

type Options = {
  readonly pool: pg.Pool
  readonly log: Log
  readonly send: (events: readonly DurableEvent[]) => Promise<void>
}

/** While something is held. */
const tryEveryMs = 1_000
/** What a process that died held is sent by another one. */
const lookEveryMs = 15_000
const atOnce = 100

/**
 * Events in the database that wait for the Inngest server. One process at a time hands them on, in their order; a process that dies after the
 * server took them and before they left the table sends them again under the same ids, and the server knows those.
 */
export const createHeldEvents = ({ pool, log, send }: Options) => {
  /** What another process holds is not known here. */
  let isEmpty = true
  let added = 0
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  const later = (ms: number) => {
    clearTimeout(timer)
    if (isClosed) return
    timer = setTimeout(() => void tryNow(), ms)
    timer.unref()
  }
  const tryNow = async () => {
    const before = added
    try {
      const handedOn = await handOn(pool, send)
      // Another process is at it.
      if (handedOn === null) return later(tryEveryMs)
      if (handedOn > 0) log.info('held events were handed on', { count: handedOn })
      if (handedOn === atOnce || added !== before) return later(0)
      isEmpty = true
      later(lookEveryMs)
    } catch (error) {
      if (isEmpty) log.warn('held events could not be handed on', { cause: String(error) })
      later(isEmpty ? lookEveryMs : tryEveryMs)
    }
  }
  later(tryEveryMs)
  return {
    /** As far as this process knows. */
    isEmpty: () => isEmpty,
    add: async (events: readonly DurableEvent[]) => {
      await pool.query(
        `INSERT INTO "HeldEvent" (id, name, data)
         SELECT id, name, data FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (id text, name text, data jsonb))
           WITH ORDINALITY AS given (id, name, data, place) ORDER BY place ON CONFLICT (id) DO NOTHING`,
        [JSON.stringify(events)],
      )
      isEmpty = false
      added += events.length
      later(tryEveryMs)
    },
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** Returns how many left the table; null while another process is at it. @throws when the server or the database does not answer; then none did */
const handOn = async (pool: pg.Pool, send: Options['send']): Promise<number | null> => {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const { rows: locks } = await client.query<{ isOurs: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext('held-events')) AS "isOurs"`,
    )
    const isOurs = locks[0]?.isOurs === true
    const { rows } = await client.query<DurableEvent & { position: string }>(
      'SELECT position, id, name, data FROM "HeldEvent" ORDER BY position LIMIT $1',
      [isOurs ? atOnce : 0],
    )
    if (rows.length > 0) {
      await send(rows.map(({ id, name, data }) => ({ id, name, data })))
      await client.query('DELETE FROM "HeldEvent" WHERE position = ANY($1)', [rows.map(({ position }) => position)])
    }
    await client.query('COMMIT')
    return isOurs ? rows.length : null
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
