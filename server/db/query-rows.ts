import pg from 'pg'
import type { Db, Prisma } from './client'

type Query = (sql: Prisma.Sql) => Promise<readonly unknown[]>

// The bundler gives pages and doors copies of this module; globalThis they share, and with it how each client asks its own pool.
const shared = globalThis as typeof globalThis & { clipforgeQueries?: WeakMap<object, Query> }
const queries = (): WeakMap<object, Query> => {
  shared.clipforgeQueries ??= new WeakMap()
  return shared.clipforgeQueries
}

/** Says how `queryRows` asks in the name of this client. Statements are prepared under the client's own names for them. */
export const offerQueries = (db: Db, pool: pg.Pool, nameOf: (sql: string) => string): void => {
  queries().set(db, async ({ text, values }) => {
    const { rows } = await pool.query({ name: nameOf(text), text, values: values.map(toParameter), types })
    return rows
  })
}

/**
 * The rows of one statement, asked of the pool directly: what every request asks costs a third of the processor time that Prisma's way takes
 * (docs/decisions/015). Never inside a transaction, which has a connection of its own. Columns come as text, number, boolean, Date and
 * parsed JSON; sums and counts have to be cast, for PostgreSQL's are wider than a number. As with `$queryRaw`, `Row` is the word of
 * whoever wrote the statement.
 */
export const queryRows = async <Row>(db: Db, sql: Prisma.Sql): Promise<readonly Row[]> => {
  const query = queries().get(db)
  if (query === undefined) throw new Error('This client was not made by createDatabase.')
  return (await query(sql)) as readonly Row[]
}

/** Columns hold UTC and say nothing of it; pg would write and read them as local time. */
const toParameter = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value)

const toDate = (text: string): Date => new Date(`${text.replace(' ', 'T')}Z`)

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.TIMESTAMP && format !== 'binary' ? toDate : pg.types.getTypeParser(oid, format),
}
