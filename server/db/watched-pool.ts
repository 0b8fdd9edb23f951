import { AsyncResource } from 'node:async_hooks'
import pg from 'pg'
import { reportConnectionError } from '@/server/platform/health/shared-health'
import { currentRequestId } from '@/server/request-scope'
import { toDatabaseError } from './database-error'
import type { SilenceWatch } from './watch-silence'

export type StatementEnd = {
  readonly sql: string
  /** From when it was sent, so without the wait for a connection. */
  readonly durationMs: number
  /** Who it was for; null: for nobody in particular. */
  readonly requestId: string | null
}

/** pg's methods have a form with a promise and one with a callback in the last place; what comes before that passes through as it came. */
type Ask = (...given: unknown[]) => unknown
type Done = (error: Error | null | undefined, ...results: unknown[]) => void

/** What waits on it is told that the connection has ended. */
const breakOff = (client: pg.PoolClient): void => {
  // pg does not say that a client of a pool has this.
  if ('end' in client && typeof client.end === 'function') client.end().catch(() => undefined)
}

/**
 * A pool that tells of each statement when it is over, and whose errors say what they mean here (`toDatabaseError`). Prisma and the embedded
 * runner both ask through it.
 */
export const createWatchedPool = (
  config: pg.PoolConfig,
  onEnd: (statement: StatementEnd) => void,
  silence: SilenceWatch | null = null,
): pg.Pool => {
  const pool = new pg.Pool(config)
  const connect: Ask = pool.connect.bind(pool)
  // Who waits for a connection is called by whoever gives one back; so, what is done then is done in the name of who waited. Node's own `bind`
  // does the same, and costs as much as the rest of the pool.
  const bind = (done: Done): Done => {
    const waiter = new AsyncResource('ClipForgeConnection')
    return (...given) => waiter.runInAsyncScope(done, undefined, ...given)
  }
  // Its own way to ask hands over what the connection says when that is sooner than what the statement says.
  const query: Ask = pool.query.bind(pool)
  Object.assign(pool, {
    connect: withErrors(silence === null ? connect : connectUnlessSilent(connect, silence), () => undefined, bind),
    query: withErrors(query, () => undefined),
  })
  pool.on('connect', (client) => {
    silence?.heard()
    const query: Ask = client.query.bind(client)
    const watched: Ask = (...given) => {
      const startedAt = performance.now()
      const sql = textOf(given[0])
      const requestId = currentRequestId()
      const over = silence?.begin(() => breakOff(client))
      const end = (error?: Error | null) => {
        over?.()
        if (!error || error instanceof pg.DatabaseError) silence?.heard()
        onEnd({ sql, durationMs: performance.now() - startedAt, requestId })
      }
      const answer = withErrors(query, end)(...given)
      // A cursor or a copy is its own master.
      if (!(answer instanceof Promise) && !isCallback(given.at(-1))) over?.()
      return answer
    }
    Object.assign(client, { query: watched })
  })
  // A server that goes away ends idle connections; without a listener that would end this process.
  pool.on('error', () => undefined)
  return pool
}

/** Waits no longer than the server is silent, and not at all while it is known to be. */
const connectUnlessSilent =
  (connect: Ask, silence: SilenceWatch): Ask =>
  (...given) => {
    const begin = (done: Done) => {
      const away = () => done(new Error('Connection terminated: the server is silent'))
      if (silence.isSilent()) return void process.nextTick(away)
      let isGivenUp = false
      const over = silence.begin(() => {
        over()
        isGivenUp = true
        away()
      })
      connect((error: Error | undefined, client: pg.PoolClient | undefined, release: () => void) => {
        over()
        // It came after all, and nobody wants it any more.
        if (isGivenUp) return client === undefined ? undefined : release()
        done(error, client, release)
      })
    }
    const last = given.at(-1)
    if (isCallback(last)) return begin(last)
    return new Promise((resolve, reject) => {
      begin((error, client) => (error ? reject(error) : resolve(client)))
    })
  }

const withErrors =
  (ask: Ask, end: (error?: Error | null) => void, bind = (done: Done): Done => done): Ask =>
  (...given) => {
    const last = given.at(-1)
    if (isCallback(last)) {
      const done = bind(last)
      return ask(...given.slice(0, -1), (error: Error | null | undefined, ...results: unknown[]) => {
        end(error)
        done(error instanceof Error ? told(error) : error, ...results)
      })
    }
    const answer = ask(...given)
    // A cursor or a copy is its own master.
    if (!(answer instanceof Promise)) return answer
    return answer.then(
      (result: unknown) => {
        end()
        return result
      },
      (error: Error) => {
        end(error)
        throw told(error)
      },
    )
  }

/** Real work that meets a server which is away need not wait for the next look of the health checks. */
const told = (error: Error): Error => {
  const own = toDatabaseError(error)
  if (own !== error) reportConnectionError('postgres:responseTime')
  return own
}

const isCallback = (value: unknown): value is Done => typeof value === 'function'

const textOf = (query: unknown): string => {
  if (typeof query === 'string') return query
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : ''
}
