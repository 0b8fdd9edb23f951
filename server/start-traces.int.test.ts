import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { trace } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { Prisma } from './db/client'
import { queryRows } from './db/query-rows'
import { startTraces } from './start-traces'
import { createTestDatabase } from './testing/database'

test('spans of queries reach the collector, with their statement and none of its values', async () => {
  const received: { url: string | undefined; body: string }[] = []
  const collector = createServer(async (request, response) => {
    received.push({ url: request.url, body: await text(request) })
    response.end()
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const address = collector.address()
  startTraces(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, 'worker')
  const database = await createTestDatabase()
  await trace.getTracer('test').startActiveSpan('outer', async (span) => {
    await database.db.user.findUnique({ where: { email: 'hunter2@example.com' } })
    await queryRows(database.db, Prisma.sql`SELECT ${'hunter2'}::text AS asked`)
    span.end()
  })
  const told = () => received.map(({ body }) => body).join()
  await expect.poll(told).toContain('SELECT $1::text AS asked')
  const all = told()
  expect(received[0]?.url).toBe('/v1/traces')
  expect(all).toContain('clipforge-worker')
  expect(all).toContain('prisma:client:operation')
  expect(all).not.toContain('hunter2')
  await database.close()
  collector.closeAllConnections()
  await new Promise((resolve) => collector.close(resolve))
})
