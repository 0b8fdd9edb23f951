import { Redis } from 'ioredis'
import type { Log } from '@/server/ports/log'

/** ioredis waits 20 s and more for a dead server by default; these make it fail within a quarter of a second, and the caller falls back. */
export const createRedis = (url: string, log: Log): Redis => {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
    connectTimeout: 500,
    retryStrategy: (times) => Math.min(100 * times, 2_000),
  })
  let isDown = false
  redis.on('error', (error) => {
    if (!isDown) log.warn('redis does not answer; this process counts and caches by itself', { cause: error.message })
    isDown = true
  })
  redis.on('ready', () => {
    if (isDown) log.info('redis answers again')
    isDown = false
  })
  return redis
}
