import type { Pool } from 'pg'
import { errorTable, isDomainError } from '@/server/errors'
import { applyRunnerSchema } from './apply-schema'
import { type EventInput, receiveEvents } from './receive-events'

/**
 * A `fetch` for `new Inngest({ fetch })`: events are written to PostgreSQL and answered from there, so that `inngest.send` and
 * `step.sendEvent` need no server and no port. Every other request is answered 501, for nothing else is served here.
 */
export const embeddedFetch = (pool: Pool): typeof fetch => {
  let schema: Promise<void> | null = null
  /** A web process may be the first to send, before any worker was started. What failed is tried again at the next send. */
  const ensureSchema = () => {
    schema ??= applyRunnerSchema(pool).catch((error) => {
      schema = null
      throw error
    })
    return schema
  }
  return async (input, init) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    if (request.method !== 'POST' || !/^\/e\/[^/]+$/.test(pathname)) {
      return answer(501, {
        error: `The embedded runner does not serve ${request.method} ${pathname}; that needs an Inngest server.`,
      })
    }
    try {
      const body: EventInput | EventInput[] = await request.json()
      const seed = request.headers.get('x-inngest-event-id-seed')
      await ensureSchema()
      const ids = await receiveEvents(pool, [body].flat(), seed === null ? {} : { seed })
      return answer(200, { ids, status: 200 })
    } catch (error) {
      // Only what the sender can put right is told; anything else is thrown, as a network that fails would.
      if (!isDomainError(error)) throw error
      const status = errorTable[error.code].http
      return answer(status, { ids: [], status, error: error.message })
    }
  }
}

const answer = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
