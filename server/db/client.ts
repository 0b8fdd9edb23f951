import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from './generated/client'

export type Db = PrismaClient
export type Tx = Prisma.TransactionClient
export { Prisma } from './generated/client'

export type Database = { readonly db: Db; readonly pool: pg.Pool; close(): Promise<void> }

/**
 * One pool, ours, so that its size, timeouts and gauges are in code: Prisma ignores `connection_limit` in the address.
 * Figures: 20 connections a web process and 10 a worker leave room for five of each under PostgreSQL's 200.
 */
export const createDatabase = ({
  url,
  max,
  connectWithinMs = 1_000,
}: {
  readonly url: string
  readonly max: number
  readonly connectWithinMs?: number
}): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectWithinMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: 5_000,
    query_timeout: 6_000,
    idle_in_transaction_session_timeout: 10_000,
    lock_timeout: 2_000,
  })
  // A server that goes away ends idle connections; without a listener that would end this process.
  pool.on('error', () => undefined)
  const db = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: nameStatement }) })
  return {
    db,
    pool,
    close: async () => {
      await db.$disconnect()
      await pool.end()
    },
  }
}

const names = new Map<string, string>()

/** Prepared statements are 1.3-2x faster; the name must be the same for the same SQL on every connection. */
const nameStatement = ({ sql }: { readonly sql: string }): string => {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = `s${names.size}`
  names.set(sql, name)
  return name
}
