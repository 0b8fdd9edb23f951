import type { Redis } from 'ioredis'
import type { Cache } from '@/server/ports/cache'

const prefix = 'cf:'

/** Counts and gives the window's rest in one call, so that a crash between the two can't leave a counter that never ends. */
const countScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { count, redis.call('PTTL', KEYS[1]) }`

/** Shared between processes. While Redis does not answer, `fallback` (of this process) does: the caller never notices. */
export const createRedisCache = (redis: Redis, fallback: Cache): Cache => {
  const either = async <T>(ask: () => Promise<T>, instead: () => Promise<T>): Promise<T> => {
    try {
      return await ask()
    } catch {
      return instead()
    }
  }
  return {
    id: 'redis',
    get: (key) =>
      either(
        async () => (await redis.get(prefix + key)) ?? undefined,
        () => fallback.get(key),
      ),
    set: (key, value, ttlMs) =>
      either(
        async () => void (await redis.set(prefix + key, value, 'PX', ttlMs)),
        () => fallback.set(key, value, ttlMs),
      ),
    delete: async (key) => {
      await fallback.delete(key)
      await either(
        async () => void (await redis.del(prefix + key)),
        async () => undefined,
      )
    },
    count: (key, windowMs) =>
      either(
        async () => {
          const answer = (await redis.eval(countScript, 1, prefix + key, windowMs)) as [number, number]
          return { count: answer[0], resetsInMs: Math.max(0, answer[1]) }
        },
        () => fallback.count(key, windowMs),
      ),
  }
}
