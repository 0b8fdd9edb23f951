import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/server/testing/database'
import { processesNaming } from '@/server/testing/process-tree'
import { quietLog } from '@/server/testing/quiet-log'
import { startTestRedis, type TestRedis } from '@/server/testing/redis'
import { createRedis } from '../redis'
import { createLive } from '.'

let database: TestDatabase
let server: TestRedis
let close: () => Promise<void>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.close())
beforeEach(async () => {
  server = await startTestRedis()
})
afterEach(async () => {
  await close()
  await server.stop()
})

/** Two processes of the app. */
const open = async () => {
  const clients = [createRedis(server.url, quietLog), createRedis(server.url, quietLog)]
  const options = { databaseUrl: database.url, pool: database.pool, log: quietLog }
  const [one, other] = await Promise.all(clients.map((redis) => createLive({ ...options, redis })))
  if (one === undefined || other === undefined) throw new Error('There are two.')
  close = async () => {
    await Promise.all([one.close(), other.close()])
    for (const redis of clients) redis.disconnect()
  }
  let heard = 0
  await one.subscribe('project:1', () => {
    heard += 1
  })
  /** Says it again until it is heard: Redis keeps nothing for whoever is not there. */
  const isHeard = () => {
    const before = heard
    const sayAgain = () => {
      other.publish('project:1')
      return heard
    }
    return expect.poll(sayAgain, { interval: 100 }).toBeGreaterThan(before)
  }
  return { isHeard }
}

/** Gone, and not about to be: whoever starts it sees that it is not there. */
const kill = async (pid: number) => {
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => processesNaming('redis-server').includes(pid), { interval: 20 }).toBe(false)
}

test('Redis that was away when the processes started carries what they say as soon as it is there', async () => {
  await kill(server.pid)
  const { isHeard } = await open()
  await server.start()
  await isHeard()
})

test('Redis that was killed or frozen in between carries it again', async () => {
  const { isHeard } = await open()
  await isHeard()
  process.kill(server.pid, 'SIGSTOP')
  process.kill(server.pid, 'SIGCONT')
  await isHeard()
  await kill(server.pid)
  await server.start()
  await isHeard()
})
