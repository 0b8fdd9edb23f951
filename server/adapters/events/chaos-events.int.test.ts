import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { findFreePort } from '@/scripts/ports.mjs'
import { childEnvironment, readEnv } from '@/server/env'
import { createTestDatabase, type TestDatabase } from '@/server/testing/database'
import { quietLog } from '@/server/testing/quiet-log'
import { createEvents } from '.'

const projectDir = fileURLToPath(new URL('../../..', import.meta.url))

let database: TestDatabase
let port: number
let server: ChildProcess | null = null
let events: ReturnType<typeof createEvents>

beforeAll(async () => {
  database = await createTestDatabase()
  port = await findFreePort()
})
afterAll(async () => {
  await database.close()
})
beforeEach(async () => {
  await start()
  await database.pool.query('DELETE FROM runner.event; DELETE FROM "HeldEvent"')
  events = open()
})
afterEach(async () => {
  events.close()
  await stop()
})

const env = () => readEnv({ INNGEST_BASE_URL: `http://127.0.0.1:${port}`, INNGEST_EVENT_KEY: 'tests' })
const open = (rest: { patienceMs?: number } = {}) =>
  createEvents(env(), { pool: database.pool, log: quietLog, ...rest })
const start = async () => {
  server = spawn(
    process.execPath,
    ['--import', 'tsx', 'server/testing/inngest-stand-in.ts', String(port), database.url],
    {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: childEnvironment({ TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json') }),
    },
  )
  if (server.stdout !== null) await once(server.stdout, 'data')
}
const stop = async () => {
  if (server === null) return
  server.kill('SIGKILL')
  await once(server, 'exit')
  server = null
}
const send = (id: string, by = events) => by.send([{ id, name: 'project/start', data: { of: id } }])
/** Of a server that has just started the first answer takes its time; what comes later than within a second would be held. */
const sendPatiently = async (id: string) => {
  const patient = open({ patienceMs: 60_000 })
  await send(id, patient)
  patient.close()
}
const timed = async (work: Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}
/** In the order in which the server took them. */
const taken = async (): Promise<string[]> => {
  const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM runner.event ORDER BY received_at, ctid')
  return rows.map(({ id }) => id)
}
const held = async (): Promise<string[]> => {
  const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM "HeldEvent" ORDER BY position')
  return rows.map(({ id }) => id)
}

test('an Inngest server that is there is told at once, and nothing is held', async () => {
  await sendPatiently('first')
  expect([await taken(), await held()]).toEqual([['first'], []])
})

test('killed: nobody waits for it, what is sent is held in its order, and goes there once when it is back', async () => {
  await sendPatiently('a')
  await stop()
  expect(await timed(send('z'))).toBeLessThan(6_000)
  // From then on it is known to be away: to ask it each time would take a second each.
  const more = send('c').then(() => send('b').then(() => send('z')))
  expect(await timed(more)).toBeLessThan(3_000)
  expect(await held()).toEqual(['z', 'c', 'b'])
  await start()
  await expect.poll(held).toEqual([])
  await send('e')
  // Where this process does not know yet that nothing is held any more it holds this one as well, for a second.
  await expect.poll(taken).toEqual(['a', 'z', 'c', 'b', 'e'])
})

test('frozen: the same, though it took in silence what was sent while it stood still', async () => {
  await sendPatiently('a')
  server?.kill('SIGSTOP')
  expect(await timed(send('z'))).toBeLessThan(6_000)
  await send('c')
  expect(await held()).toEqual(['z', 'c'])
  server?.kill('SIGCONT')
  await expect.poll(held).toEqual([])
  expect((await taken()).sort()).toEqual(['a', 'c', 'z'])
})

test('what a process held that died is handed on by the next one, and by one of many at once', async () => {
  await stop()
  await send('orphan')
  events.close()
  expect(await held()).toEqual(['orphan'])
  await start()
  const others = Array.from({ length: 5 }, () => open())
  await expect.poll(held).toEqual([])
  for (const other of others) other.close()
  expect(await taken()).toEqual(['orphan'])
})
