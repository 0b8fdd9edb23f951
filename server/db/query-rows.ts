import { SpanKind, trace } from '@opentelemetry/api'
import pg from 'pg'
import type { Db, Prisma } from './client'

type Query = (sql: Prisma.Sql) => Promise<readonly unknown[]>

/** On the client itself: the bundler gives pages and doors copies of this module, and tests clients that stand before a client. */
const key = Symbol.for('clipforge.query')

/** Says how `queryRows` asks in the name of this client. Statements are prepared under the client's own names for them. */
export const offerQueries = (db: Db, pool: pg.Pool, nameOf: (sql: string) => string): void => {
  // Of no effect where nobody collects; never with the values.
  const tracer = trace.getTracer('clipforge')
  const query: Query = async ({ text, values }) => {
    const span = tracer.startSpan('clipforge:query', { kind: SpanKind.CLIENT, attributes: { 'db.query.text': text } })
    try {
      const { rows } = await pool.query({ name: nameOf(text), text, values: values.map(toParameter), types })
      return rows
    } finally {
      span.end()
    }
  }
  Object.defineProperty(db, key, { value: query })
}

/**
 * The rows of one statement, asked of the pool directly: what every request asks costs a third of the processor time that Prisma's way takes
 * (docs/decisions/015). Never inside a transaction, which has a connection of its own. Columns come as text, number, boolean, Date and
 * parsed JSON; sums and counts have to be cast, for PostgreSQL's are wider than a number. As with `$queryRaw`, `Row` is the word of
 * whoever wrote the statement.
 */
export const queryRows = async <Row>(db: Db, sql: Prisma.Sql): Promise<readonly Row[]> => {
  const client: object = db
  const query: Query | undefined = Reflect.get(client, key)
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
