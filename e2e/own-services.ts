import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureMigrated } from '../scripts/migrate.mjs'
import { ensurePostgres, stopPostgres } from '../scripts/postgres.mjs'
import { ensureRedis, stopRedis } from '../scripts/redis.mjs'

/** PostgreSQL and Redis of one run alone, killed as a power cut would and started again on the same data and ports, or frozen and thawed. */
export type OwnServices = {
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly killPostgres: () => Promise<void>
  readonly startPostgres: () => Promise<void>
  /** Connections stay open and nobody answers on them. */
  readonly freezePostgres: () => Promise<void>
  readonly thawPostgres: () => void
  readonly killRedis: () => Promise<void>
  readonly startRedis: () => Promise<void>
  readonly freezeRedis: () => Promise<void>
  readonly thawRedis: () => void
  readonly stop: () => Promise<void>
}

export const startOwnServices = async (dir: string): Promise<OwnServices> => {
  const postgres = { dataDir: path.join(dir, 'postgres') }
  const redis = { dataDir: path.join(dir, 'redis') }
  const { url } = await ensurePostgres(postgres)
  await ensureMigrated(url)
  const cache = await ensureRedis(redis)
  if (cache === null) throw new Error('There is no redis-server on this machine: npm test installs it.')
  const frozen: Record<'postgres' | 'redis', readonly number[]> = { postgres: [], redis: [] }
  const freeze = (name: keyof typeof frozen, pids: readonly number[]) => {
    frozen[name] = pids
    for (const pid of pids) signal(pid, 'SIGSTOP')
  }
  const thaw = (name: keyof typeof frozen) => {
    for (const pid of frozen[name]) signal(pid, 'SIGCONT')
    frozen[name] = []
  }
  return {
    databaseUrl: url,
    redisUrl: cache.url,
    killPostgres: async () => {
      const { pid } = await ensurePostgres(postgres)
      await killAll(await holdStill(pid))
    },
    startPostgres: async () => void (await ensurePostgres(postgres)),
    freezePostgres: async () => {
      const { pid } = await ensurePostgres(postgres)
      freeze('postgres', await holdStill(pid))
    },
    thawPostgres: () => thaw('postgres'),
    killRedis: async () => {
      const running = await ensureRedis(redis)
      if (running !== null) await killAll([running.pid])
    },
    startRedis: async () => void (await ensureRedis(redis)),
    freezeRedis: async () => {
      const running = await ensureRedis(redis)
      if (running !== null) freeze('redis', [running.pid])
    },
    thawRedis: () => thaw('redis'),
    stop: async () => {
      // Who is frozen does not hear that it is to end.
      thaw('postgres')
      thaw('redis')
      await stopPostgres(postgres)
      await stopRedis(redis)
    },
  }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

/** Stops a process, which starts no child any more then; returns it with all it has. */
const holdStill = async (pid: number): Promise<readonly number[]> => {
  signal(pid, 'SIGSTOP')
  while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await sleep(1)
  return [pid, ...childrenOf(pid)]
}

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
