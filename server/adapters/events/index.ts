import { setTimeout as sleep } from 'node:timers/promises'
import { Inngest } from 'inngest'
import type pg from 'pg'
import type { Env } from '@/server/env'
import { DomainError } from '@/server/errors'
import { inngestOptions, isEmbedded } from '@/server/inngest-options'
import type { DurableEvent, Events } from '@/server/ports/events'
import type { Log } from '@/server/ports/log'
import { createHeldEvents } from './held-events'

/** Somebody waits for the answer to what caused the event; the SDK itself would try for much longer. */
const usualPatienceMs = 1_000

type Options = { readonly pool: pg.Pool; readonly log: Log; readonly patienceMs?: number }

/**
 * Sends through the Inngest SDK, whichever server is behind it. The embedded runner's queue is the database itself. A server elsewhere may be
 * away: then events are held in the database and go there, in their order, when it is back.
 */
export const createEvents = (
  env: Env,
  { pool, log, patienceMs = usualPatienceMs }: Options,
): Events & { close(): void } => {
  const client = new Inngest(inngestOptions(env, pool))
  const send = async (events: readonly DurableEvent[]): Promise<void> => {
    await client.send(events.map(({ id, name, data }) => ({ id, name, data: { ...data } })))
  }
  const unavailable = (cause: unknown) =>
    new DomainError('queue_unavailable', 'Work cannot be queued right now. Nothing was lost; try again.', { cause })
  if (isEmbedded(env))
    return {
      send: (events) =>
        send(events).catch((cause: unknown) => {
          throw unavailable(cause)
        }),
      close: () => undefined,
    }

  const sendSoon = async (events: readonly DurableEvent[]): Promise<void> => {
    const late = new AbortController()
    const sent = send(events)
    // It may fail long after nobody waits for it any more.
    sent.catch(() => undefined)
    try {
      await Promise.race([
        sent,
        sleep(patienceMs, undefined, { signal: late.signal }).then(() => {
          throw new Error(`The Inngest server gave no answer within ${patienceMs} ms.`)
        }),
      ])
    } finally {
      late.abort()
    }
  }
  const held = createHeldEvents({ pool, log, send: sendSoon })
  return {
    send: async (events) => {
      try {
        // Whoever comes later does not overtake.
        if (held.isEmpty()) return await sendSoon(events)
      } catch (error) {
        log.warn('the Inngest server does not answer; its events are held', { cause: String(error) })
      }
      await held.add(events).catch((cause: unknown) => {
        throw unavailable(cause)
      })
    },
    close: held.close,
  }
}
