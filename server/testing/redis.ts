import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Redis } from 'ioredis'
import { createRedis } from '@/server/adapters/redis'
import { ensureRedis, stopRedis } from '../../scripts/redis.mjs'
import { quietLog } from './quiet-log'

export type TestRedis = {
  readonly url: string
  /** For a test that kills or freezes it. */
  readonly pid: number
  /** Starts it again on the same port after a kill. */
  start(): Promise<{ readonly pid: number }>
  stop(): Promise<void>
}

/** A Redis of one test's own, on a free port, with a password. `stop` leaves nothing of it. */
export const startTestRedis = async (): Promise<TestRedis> => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-redis-'))
  const start = async () => {
    const redis = await ensureRedis({ dataDir })
    if (redis === null) throw new Error('There is no redis-server on this machine: npm test installs it.')
    return redis
  }
  const { url, pid } = await start()
  return {
    url,
    pid,
    start,
    stop: async () => {
      await stopRedis({ dataDir })
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The client of one process, ready. As patient as a test's database, unless a test is about the deadlines that people have. */
export const connectTestRedis = async ({ url }: TestRedis, { patience = 20 } = {}): Promise<Redis> => {
  const client = createRedis(url, quietLog, undefined, { patience })
  await new Promise<void>((resolve) => client.once('ready', resolve))
  return client
}
