import type { Redis } from 'ioredis'
import type { Cache } from '@/server/ports/cache'

const prefix = 'cf:'

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
  }
}
