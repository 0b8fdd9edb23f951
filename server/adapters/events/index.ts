import { Inngest } from 'inngest'
import type pg from 'pg'
import type { Env } from '@/server/env'
import { DomainError } from '@/server/errors'
import { inngestOptions } from '@/server/inngest-options'
import type { Events } from '@/server/ports/events'

/** Sends through the Inngest SDK, whichever server is behind it. */
export const createEvents = (env: Env, { pool }: { readonly pool: pg.Pool }): Events => {
  const client = new Inngest(inngestOptions(env, pool))
  return {
    send: async (events) => {
      try {
        await client.send(events.map(({ id, name, data }) => ({ id, name, data: { ...data } })))
      } catch (cause) {
        throw new DomainError('queue_unavailable', 'Work cannot be queued right now. Nothing was lost; try again.', {
          cause,
        })
      }
    },
  }
}
