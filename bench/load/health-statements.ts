import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const lookMs = 200

/**
 * Counts from PostgreSQL's side what the health checks of one web process ask, by the name their connection has. Looks five times a
 * second: more often than any check may ask, and often enough to see that there is a check for each request. `end` says how many a second.
 */
export const watchHealthStatements = async (url: string): Promise<{ end(): Promise<number> }> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const begun = new Set<string>()
  let isOver = false
  const watch = (async () => {
    while (!isOver) {
      const { rows } = await client.query<{ pid: number; at: string }>(
        `SELECT pid, extract(epoch FROM query_start)::text AS at FROM pg_stat_activity
         WHERE application_name = 'clipforge-health' AND query_start IS NOT NULL`,
      )
      for (const { pid, at } of rows) begun.add(`${pid} ${at}`)
      await sleep(lookMs)
    }
  })()
  return {
    end: async () => {
      isOver = true
      await watch
      await client.end()
      const times = [...begun].map((key) => Number(key.split(' ')[1])).sort((a, b) => a - b)
      const spanS = (times.at(-1) ?? 0) - (times[0] ?? 0)
      // From one statement to the next: how many there are between two is one less than how many there are.
      return times.length < 2 ? Number.NaN : (times.length - 1) / spanS
    },
  }
}
