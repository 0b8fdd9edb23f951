import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { reportConnectionError } from '@/server/platform/health/shared-health'
import { fromPrisma } from './database-error'
import { type Prisma, PrismaClient } from './generated/client'
import { createHealthPool } from './health-pool'
import { offerQueries } from './query-rows'
import { type SilenceWatch, watchSilence } from './watch-silence'
import { createWatchedPool, type StatementEnd } from './watched-pool'

export type Db = PrismaClient
export type Tx = Prisma.TransactionClient
export { Prisma } from './generated/client'

export type Database = { readonly db: Db; readonly pool: pg.Pool; close(): Promise<void> }

type Options = {
  readonly url: string
  readonly max: number
  /** A statement may take this long; 5 s for what people wait for. */
  readonly statementMs?: number
  /** What waits is told that the server is away when nothing was heard of it for so long. Left out: each finds out by its own time. */
  readonly silentMs?: number
  /** How many times longer than in service everything may take: tests share their cores with builds and renders. */
  readonly patience?: number
  /** Told of each statement when it is over. */
  readonly onStatement?: (statement: StatementEnd) => void
}

/**
 * One pool, ours, so that its size, timeouts and gauges are in code: Prisma ignores `connection_limit` in the address.
 * Figures: 20 connections a web process and 10 a worker leave room for five of each under PostgreSQL's 200.
 */
export const createDatabase = ({
  url,
  max,
  statementMs = 5_000,
  silentMs,
  patience = 1,
  onStatement = () => undefined,
}: Options): Database => {
  const silence = silentMs === undefined ? null : watchServer(url, silentMs * patience)
  const pool = createWatchedPool(
    {
      connectionString: url,
      max,
      connectionTimeoutMillis: 1_000 * patience,
      idleTimeoutMillis: 30_000,
      statement_timeout: statementMs * patience,
      // Of a server that does not even say that it took too long.
      query_timeout: (statementMs + 1_000) * patience,
      idle_in_transaction_session_timeout: 10_000 * patience,
      lock_timeout: 2_000 * patience,
    },
    onStatement,
    silence,
  )
  const db = withOwnErrors(
    new PrismaClient({
      adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => nameStatement(sql) }),
      transactionOptions: { maxWait: 2_000 * patience, timeout: statementMs * patience },
    }),
  )
  offerQueries(db, pool, nameStatement)
  return {
    db,
    pool,
    close: async () => {
      await db.$disconnect()
      await pool.end()
      await silence?.close()
    },
  }
}

/** Over a connection of its own, made when it is first wanted: that of the pool is taken may not look like silence. */
const watchServer = (url: string, silentMs: number): SilenceWatch & { close(): Promise<void> } => {
  const aside = createHealthPool(url, silentMs)
  const watch = watchSilence({
    silentMs,
    isThere: () =>
      aside.ask('SELECT 1').then(
        () => true,
        (error: Error) => !/timeout/i.test(error.message),
      ),
    onSuspect: () => reportConnectionError('postgres:responseTime'),
  })
  return {
    ...watch,
    close: () => {
      watch.stop()
      return aside.close()
    },
  }
}

/**
 * Prisma puts an error that has a code into one of its own; what the pool said is taken out again. An extension that only changes errors leaves
 * the client's type as it was, which Prisma's types can't know.
 */
const withOwnErrors = (client: PrismaClient): PrismaClient =>
  client.$extends({
    query: {
      $allOperations: async ({ args, query }) => {
        try {
          return await query(args)
        } catch (error) {
          throw fromPrisma(error)
        }
      },
    },
  }) as unknown as PrismaClient

const names = new Map<string, string>()

/** Prepared statements are 1.3-2x faster; the name must be the same for the same SQL on every connection. */
const nameStatement = (sql: string): string => {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = `s${names.size}`
  names.set(sql, name)
  return name
}
