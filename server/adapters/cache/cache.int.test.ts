import type { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectTestRedis, startTestRedis, type TestRedis } from '@/server/testing/redis'
import { describeCache } from './contract'
import { createMemoryCache } from './memory'
import { createRedisCache } from './redis'

const clock = { now: Date.now }

let server: TestRedis
let client: Redis
let other: Redis
beforeAll(async () => {
  server = await startTestRedis()
  client = await connectTestRedis(server)
  other = await connectTestRedis(server)
})
afterAll(async () => {
  client.disconnect()
  other.disconnect()
  await server.stop()
})

const memory = createMemoryCache(clock)
describeCache('memory', () => memory)
describeCache('Redis', () => createRedisCache(client, createMemoryCache(clock)))

test('two processes see one value through Redis', async () => {
  const [here, there] = [client, other].map((redis) => createRedisCache(redis, createMemoryCache(clock)))
  await here?.set('together', 'seen', 60_000)
  expect(await there?.get('together')).toBe('seen')
})

test('a flood of keys does not fill the memory', async () => {
  const cache = createMemoryCache(clock)
  for (let key = 0; key < 20_100; key++) await cache.set(`flood-${key}`, 'x', 60_000)
  expect(await cache.get('flood-0')).toBeUndefined()
  expect(await cache.get('flood-20099')).toBe('x')
})

test('while Redis is dead this process keeps values by itself, and through Redis again when it is back', async () => {
  const cache = createRedisCache(client, createMemoryCache(clock))
  process.kill(server.pid, 'SIGKILL')
  await expect.poll(() => client.status).not.toBe('ready')
  await cache.set('alone', 'kept', 60_000)
  expect(await cache.get('alone')).toBe('kept')
  await server.start()
  await expect.poll(() => [client.status, other.status]).toEqual(['ready', 'ready'])
  await cache.set('again', 'shared', 60_000)
  expect(await createRedisCache(other, createMemoryCache(clock)).get('again')).toBe('shared')
})
