import type { Pool, PoolClient } from 'pg'
import { codeOf, isDomainError } from '@/server/errors'

/** A connection with a transaction open on it. */
export type Db = Pick<PoolClient, 'query'>

const maxTries = 5

/** Runs `work` in one transaction; a deadlock or a serialization failure is tried again from the start. */
export const transact = async <T>(pool: Pool, work: (db: Db) => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transactOnce(pool, work)
    } catch (error) {
      if (attempt >= maxTries || !isConflict(error)) throw error
    }
  }
}

const transactOnce = async <T>(pool: Pool, work: (db: Db) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  // A connection that breaks between two statements says so on the client; without a listener that would end the process.
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    // A connection that can't even roll back is thrown away instead of going back to the pool.
    await client.query('rollback').catch(onError)
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

const isConflict = (error: unknown) => ['40001', '40P01'].includes(codeOf(error))

/** True when the database said nothing about the statement itself: it was out of reach, starting, or stopping. */
export const isDatabaseAway = (error: unknown): boolean => {
  // The app's own pool says so itself.
  if (isDomainError(error, 'database_unavailable')) return true
  const code = codeOf(error)
  return (
    /^(08|57P|53)/.test(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENOTFOUND)/.test(code) ||
    (error instanceof Error &&
      /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(error.message))
  )
}

const askAgainMs = 250

/** Asks again for as long as the database is away; any other error is thrown. */
export const untilDatabaseAnswers = async <T>(ask: () => Promise<T>, onAway: (error: unknown) => void): Promise<T> => {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isDatabaseAway(error)) throw error
      onAway(error)
      await new Promise((resolve) => setTimeout(resolve, askAgainMs))
    }
  }
}

/** The channel on which workers are told that there is work; the payload names the sender, who need not wake itself. */
export const wakeChannel = 'runner_wake'

export const wakeWorkers = (db: Db, sender = ''): Promise<unknown> =>
  db.query('select pg_notify($1, $2)', [wakeChannel, sender])

/** When a job is due: so long after the database's now, or at a given time. */
export type Due = { readonly afterMs: number } | { readonly at: Date }

export const dueParameters = (due: Due): [number, Date | null] => ('at' in due ? [0, due.at] : [due.afterMs, null])
