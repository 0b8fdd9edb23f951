import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from './generated/client'

export type Db = PrismaClient
export type Tx = Prisma.TransactionClient
export { Prisma } from './generated/client'

export type Database = { readonly db: Db; readonly pool: pg.Pool; close(): Promise<void> }

type Options = {
  readonly url: string
  readonly max: number
  /** How many times longer than in service everything may take: tests share their cores with builds and renders. */
  readonly patience?: number
}

/**
 * One pool, ours, so that its size, timeouts and gauges are in code: Prisma ignores `connection_limit` in the address.
 * Figures: 20 connections a web process and 10 a worker leave room for five of each under PostgreSQL's 200.
 */
export const createDatabase = ({ url, max, patience = 1 }: Options): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 1_000 * patience,
    idleTimeoutMillis: 30_000,
    statement_timeout: 5_000 * patience,
    query_timeout: 6_000 * patience,
    idle_in_transaction_session_timeout: 10_000 * patience,
    lock_timeout: 2_000 * patience,
  })
  // A server that goes away ends idle connections; without a listener that would end this process.
  pool.on('error', () => undefined)
  const db = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: nameStatement }),
    transactionOptions: { maxWait: 2_000 * patience, timeout: 5_000 * patience },
  })
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
