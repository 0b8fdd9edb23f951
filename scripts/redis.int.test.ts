import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { startTestRedis } from '@/server/testing/redis'

const ask = async (url: string, command: (redis: Redis) => Promise<unknown>): Promise<unknown> => {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return await command(redis)
  } finally {
    redis.disconnect()
  }
}

test('our Redis answers only to its password, and on this machine only', async () => {
  const redis = await startTestRedis()
  expect(await ask(redis.url, (client) => client.ping())).toBe('PONG')
  expect(await ask(redis.url, (client) => client.config('GET', 'bind'))).toEqual(['bind', '127.0.0.1'])
  const bounds = await ask(redis.url, (client) => client.config('GET', 'max[cm]*'))
  expect(bounds).toEqual(expect.arrayContaining(['maxclients', '10000', 'maxmemory', String(256 * 1024 ** 2)]))
  const open = new URL(redis.url)
  open.password = ''
  await expect(ask(open.href, (client) => client.ping())).rejects.toThrow()
  await redis.stop()
})

test('a killed Redis comes back at the same address', async () => {
  const redis = await startTestRedis()
  process.kill(redis.pid, 'SIGKILL')
  await expect.poll(() => ask(redis.url, (client) => client.ping()).catch(() => 'down')).toBe('down')
  const { pid } = await redis.start()
  expect(pid).not.toBe(redis.pid)
  expect(await ask(redis.url, (client) => client.ping())).toBe('PONG')
  await redis.stop()
})
