import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createMetrics } from '@/server/adapters/metrics'
import { isDomainError } from '@/server/errors'
import { withRequestId } from '@/server/request-scope'
import { createTestDatabase, type TestDatabase } from '@/server/testing/database'
import { createDatabase, type Database } from './client'
import { watchStatements } from './watch-statements'
import type { StatementEnd } from './watched-pool'

let home: TestDatabase
const opened: Database[] = []
/** With time for a busy machine, where a limit in service is not what is tested. */
const open = (options: Partial<Parameters<typeof createDatabase>[0]> = {}) => {
  const database = createDatabase({ url: home.url, max: 2, patience: 20, ...options })
  opened.push(database)
  return database
}
/** With the limits of service, of which that for making a connection is not what is tested. */
const connect = ({ pool }: Database) => vi.waitFor(() => pool.connect(), { timeout: 60_000 })
const openInService = async (options: Parameters<typeof open>[0] = {}) => {
  const database = open({ patience: 1, ...options })
  const client = await connect(database)
  client.release()
  return database
}
beforeAll(async () => {
  home = await createTestDatabase()
})
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close()
})
afterAll(() => home.close())

/** The code and the reason of what a call ends with, and how long that took. */
const fate = async (work: () => Promise<unknown>) => {
  const startedAt = performance.now()
  const error: unknown = await work().then(
    () => null,
    (thrown: unknown) => thrown,
  )
  const tookMs = performance.now() - startedAt
  return isDomainError(error)
    ? { code: error.code, because: error.details.because, tookMs }
    : { code: error === null ? 'ok' : String(error), because: null, tookMs }
}

/** pg does not say that a client has it. */
const socketOf = (client: object): { destroy(): void } =>
  (client as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream

const ways = (database: Database) => ({
  'a query of Prisma': () => database.db.user.count(),
  'one that Prisma gathers with others': () => database.db.user.findUnique({ where: { id: 'nobody' } }),
  'SQL of our own': () => database.db.$queryRaw`SELECT 1`,
  'a transaction': () => database.db.$transaction((tx) => tx.user.count()),
  'several in one transaction': () => database.db.$transaction([database.db.user.count(), database.db.user.count()]),
  'a statement of the runner': () => database.pool.query('SELECT 1'),
})

describe('a pool of which every connection is taken', () => {
  test('refuses after a second with an error that says to come back, however it is asked, and works again when one is free', async () => {
    const database = await openInService()
    const held = [await connect(database), await connect(database)]
    for (const work of Object.values(ways(database))) {
      const { tookMs, ...end } = await fate(work)
      expect(end).toEqual({ code: 'database_unavailable', because: 'full' })
      expect(tookMs).toBeGreaterThan(900)
      expect(tookMs).toBeLessThan(4_000)
    }
    expect(database.pool.waitingCount).toBe(0)
    for (const client of held) client.release()
    for (const work of Object.values(ways(database))) expect((await fate(work)).code).toBe('ok')
  })
})

describe('a statement', () => {
  test('that takes longer than it may is cut and says so', async () => {
    const database = await openInService({ statementMs: 200 })
    const { tookMs, ...end } = await fate(() => database.db.$queryRaw`SELECT pg_sleep(30)::text`)
    expect(end).toEqual({ code: 'database_unavailable', because: 'slow' })
    expect(tookMs).toBeLessThan(10_000)
  })

  test('that waits for a lock is cut after two seconds', async () => {
    const database = await openInService()
    const other = await home.pool.connect()
    await other.query('BEGIN')
    await other.query('LOCK TABLE "User"')
    const { code, because } = await fate(() => database.db.user.count())
    await other.query('ROLLBACK')
    other.release()
    expect({ code, because }).toEqual({ code: 'database_unavailable', because: 'slow' })
  })

  test('whose connection is killed under it says that the database is away, and the next one is answered', async () => {
    const database = open()
    const dying = fate(() => database.db.$queryRaw`SELECT pg_sleep(30)::text`)
    const kill = () =>
      home.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()`,
      )
    await expect.poll(async () => (await kill()).rowCount).toBeGreaterThan(0)
    expect(await dying).toMatchObject({ code: 'database_unavailable', because: 'away' })
    expect((await fate(() => database.db.user.count())).code).toBe('ok')
  })

  test('whose connection breaks without a word, as when the server is killed, says the same', async () => {
    const database = open()
    const clients = [await database.pool.connect(), await database.pool.connect()]
    const sockets = clients.map(socketOf)
    for (const client of clients) client.release()
    const asked = [
      fate(() => database.pool.query('SELECT pg_sleep(30)')),
      fate(() => database.db.$queryRaw`SELECT pg_sleep(30)::text`),
    ]
    await expect.poll(() => database.pool.idleCount).toBe(0)
    for (const socket of sockets) socket.destroy()
    for (const end of await Promise.all(asked))
      expect(end).toMatchObject({ code: 'database_unavailable', because: 'away' })
  })

  test('to a server that is not there is refused at once', async () => {
    const url = new URL(home.url)
    url.port = '1'
    const { db } = open({ url: url.href })
    expect(await fate(() => db.user.count())).toMatchObject({ code: 'database_unavailable', because: 'away' })
  })

  test('that is wrong stays an error of its own', async () => {
    const { db, pool } = open()
    expect((await fate(() => pool.query('SELECT nonsense'))).code).toContain('nonsense')
    const twice = { data: { email: 'twice@example.com', name: null } }
    await db.user.create(twice)
    await expect(db.user.create(twice)).rejects.toMatchObject({ code: 'P2002' })
  })
})

describe('several statements in one transaction', () => {
  test('are done together or not at all, in both of Prisma’s forms', async () => {
    const { db } = open()
    const person = (email: string) => ({ data: { email, name: null } })
    await db.user.create(person('taken@example.com'))
    await expect(
      db.$transaction([db.user.create(person('list@example.com')), db.user.create(person('taken@example.com'))]),
    ).rejects.toMatchObject({ code: 'P2002' })
    await expect(
      db.$transaction(async (tx) => {
        await tx.user.create(person('callback@example.com'))
        await tx.user.create(person('taken@example.com'))
      }),
    ).rejects.toMatchObject({ code: 'P2002' })
    expect(await db.user.count({ where: { email: { in: ['list@example.com', 'callback@example.com'] } } })).toBe(0)
  })
})

describe('what is told of a statement', () => {
  test('is which request it was for, also when it had to wait for another’s connection', async () => {
    const ends: StatementEnd[] = []
    const { db } = open({ max: 1, onStatement: (end) => ends.push(end) })
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        // Awaited inside: Prisma begins when somebody waits.
        withRequestId(`request-${at}`, async () => await db.$queryRawUnsafe(`SELECT ${at} AS "of${at}"`)),
      ),
    )
    const told = ends.filter(({ sql }) => sql.includes('AS "of'))
    expect(told).toHaveLength(8)
    for (const { sql, requestId } of told) expect(sql).toContain(`AS "of${requestId?.replace('request-', '')}"`)
  })

  test('when it is slow, a line without what it was asked with, and a count', async () => {
    const lines: unknown[] = []
    const metrics = createMetrics()
    const note = (message: string, fields?: Record<string, unknown>) => void lines.push({ message, ...fields })
    const onStatement = watchStatements({
      log: { info: note, warn: note, error: note },
      metrics,
    })
    const { db } = open({ onStatement })
    await withRequestId('r1', async () => await db.$queryRaw`SELECT pg_sleep(1.1)::text, ${'a secret'}::text`)
    expect(lines).toEqual([
      {
        message: 'slow statement',
        requestId: 'r1',
        durationMs: expect.any(Number),
        sql: 'SELECT pg_sleep(?)::text, $1::text',
      },
    ])
    const read = await metrics.read()
    expect(read.find(({ name }) => name === 'pg_slow_total')).toMatchObject({ value: 1 })
    expect(read.find(({ name }) => name === 'pg_query_seconds')).toMatchObject({ count: 1 })
  })
})
