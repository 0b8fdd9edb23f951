import type { Redis } from 'ioredis'
import pg from 'pg'
import type { Live } from '@/server/ports/live'
import type { Log } from '@/server/ports/log'

type Options = {
  readonly databaseUrl: string
  readonly pool: pg.Pool
  readonly redis: Redis | null
  readonly log: Log
}

const channel = 'cf_live'

/** Redis when it is there, PostgreSQL's NOTIFY else; both carry only names of topics. */
export const createLive = async ({
  databaseUrl,
  pool,
  redis,
  log,
}: Options): Promise<Live & { close(): Promise<void> }> => {
  const listeners = new Map<string, Set<() => void>>()
  const tell = (topic: string) => {
    for (const listener of listeners.get(topic) ?? []) listener()
  }
  const subscribe: Live['subscribe'] = async (topic, onChange) => {
    const own = listeners.get(topic) ?? new Set()
    own.add(onChange)
    listeners.set(topic, own)
    return () => {
      own.delete(onChange)
      if (own.size === 0) listeners.delete(topic)
    }
  }
  if (redis !== null) {
    const subscriber = redis.duplicate({ enableOfflineQueue: true, commandTimeout: undefined })
    subscriber.on('error', () => undefined)
    subscriber.on('message', (_channel, topic) => tell(topic))
    // Each time it is there anew: it may have been away at the start, when there was nothing yet to come back to.
    subscriber.on('ready', () => void subscriber.subscribe(channel).catch(() => undefined))
    return {
      id: 'redis',
      publish: (topic) => void redis.publish(channel, topic).catch(() => undefined),
      subscribe,
      close: async () => subscriber.disconnect(),
    }
  }
  const listener = listenForever(databaseUrl, tell, log)
  return {
    id: 'postgres',
    publish: (topic) => void pool.query('SELECT pg_notify($1, $2)', [channel, topic]).catch(() => undefined),
    subscribe,
    close: listener.close,
  }
}

/** One connection that listens, made again a second after it is lost. */
const listenForever = (databaseUrl: string, tell: (topic: string) => void, log: Log) => {
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const connect = async () => {
    const mine = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 1_000, keepAlive: true })
    client = mine
    const again = () => {
      if (isClosed || client !== mine) return
      client = null
      timer = setTimeout(connect, 1_000)
      timer.unref()
    }
    mine.on('error', again)
    mine.on('end', again)
    mine.on('notification', ({ payload }) => payload !== undefined && tell(payload))
    try {
      await mine.connect()
      await mine.query(`LISTEN ${channel}`)
    } catch (error) {
      log.warn('live progress is down, pages poll instead', { cause: String(error) })
      mine.end().catch(() => undefined)
      again()
    }
  }
  void connect()
  return {
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
