import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureMigrated } from '../scripts/migrate.mjs'
import { ensurePostgres, stopPostgres } from '../scripts/postgres.mjs'
import { ensureRedis, stopRedis } from '../scripts/redis.mjs'

/** PostgreSQL and Redis of one run alone, killed as a power cut would and started again on the same data and ports. */
export type OwnServices = {
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly killPostgres: () => Promise<void>
  readonly startPostgres: () => Promise<void>
  readonly killRedis: () => Promise<void>
  readonly startRedis: () => Promise<void>
  readonly stop: () => Promise<void>
}

export const startOwnServices = async (dir: string): Promise<OwnServices> => {
  const postgres = { dataDir: path.join(dir, 'postgres') }
  const redis = { dataDir: path.join(dir, 'redis') }
  const { url } = await ensurePostgres(postgres)
  await ensureMigrated(url)
  const cache = await ensureRedis(redis)
  if (cache === null) throw new Error('There is no redis-server on this machine: npm test installs it.')
  return {
    databaseUrl: url,
    redisUrl: cache.url,
    killPostgres: async () => {
      const { pid } = await ensurePostgres(postgres)
      // The postmaster first, so that it can't start its children anew.
      await killAll([pid, ...childrenOf(pid)])
    },
    startPostgres: async () => void (await ensurePostgres(postgres)),
    killRedis: async () => {
      const running = await ensureRedis(redis)
      if (running !== null) await killAll([running.pid])
    },
    startRedis: async () => void (await ensureRedis(redis)),
    stop: async () => {
      await stopPostgres(postgres)
      await stopRedis(redis)
    },
  }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

const killAll = async (pids: readonly number[]): Promise<void> => {
  for (const pid of pids) signal(pid, 'SIGKILL')
  while (pids.some((pid) => signal(pid, 0))) await sleep(20)
}

/** false when there is no such process any more. */
const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(pid, name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
