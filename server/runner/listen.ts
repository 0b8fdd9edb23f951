import type { Pool, PoolClient } from 'pg'
import type { Log } from '@/server/ports/log'
import { wakeChannel } from './database'

const reconnectMs = 1000

/** Calls `onWork` when another process says that there is work. Polling covers the time in which the connection is down. Returns how to stop. */
export const listenForWork = async (
  pool: Pool,
  { owner, onWork, log }: { readonly owner: string; readonly onWork: () => void; readonly log: Log },
): Promise<() => Promise<void>> => {
  let isStopped = false
  let current: PoolClient | null = null
  let timer: NodeJS.Timeout | undefined

  const lose = (client: PoolClient, error: Error) => {
    if (current !== client) return
    current = null
    client.release(error)
    if (isStopped) return
    log.warn('the wake-up connection broke; polling until it is back', { cause: error.message })
    reconnectLater()
  }
  const reconnectLater = () => {
    timer = setTimeout(() => void connect().catch(reconnectLater), reconnectMs)
  }
  const connect = async () => {
    const client = await pool.connect()
    current = client
    client.on('error', (error) => lose(client, error))
    client.on('notification', (message) => {
      if (message.payload !== owner) onWork()
    })
    await client.query(`listen ${wakeChannel}`).catch((error: Error) => {
      lose(client, error)
    })
    if (isStopped) lose(client, new Error('stopped'))
  }

  await connect()
  return async () => {
    isStopped = true
    clearTimeout(timer)
    const client = current
    // Closed, not returned: a pooled connection must not go on listening.
    if (client) lose(client, new Error('The runner stopped.'))
  }
}
