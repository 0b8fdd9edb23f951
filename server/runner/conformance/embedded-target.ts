import { Pool } from 'pg'
import type { Log } from '@/server/ports/log'
import { quietLog } from '@/server/testing/quiet-log'
import { applyRunnerSchema, createRunner, embeddedFetch, type Runner, type RunnerOptions } from '../index'
import { CheckFailure, pause } from './check'
import type { Target } from './conformance'

const lookEveryMs = 25
const waitsWithinMs = 30_000

/** Resolves when a run of the runner on this database waits for this event. @throws CheckFailure when none does */
export const untilWaiting = async (pool: Pool, event: string): Promise<void> => {
  const endMs = Date.now() + waitsWithinMs
  while ((await pool.query('select from runner.wait where event = $1', [event])).rowCount === 0) {
    if (Date.now() > endMs) throw new CheckFailure(`No run waits for "${event}" within ${waitsWithinMs} ms.`)
    await pause(lookEveryMs)
  }
}

/** The embedded runner on a database of its own, in this process. With a signing key every call is signed and checked. */
export const createEmbeddedTarget = (
  databaseUrl: string,
  options: Partial<RunnerOptions> & { readonly log?: Log } = {},
): Target => {
  const pool = new Pool({ connectionString: databaseUrl, max: 12 })
  const { signingKey } = options
  let runner: Runner | undefined
  return {
    name: signingKey === undefined ? 'the embedded runner' : 'the embedded runner, signed',
    isEmbedded: true,
    clientOptions: {
      fetch: embeddedFetch(pool),
      isDev: signingKey === undefined,
      ...(signingKey === undefined ? {} : { signingKey, eventKey: 'unused' }),
    },
    untilWaiting: (event) => untilWaiting(pool, event),
    open: async (app) => {
      await applyRunnerSchema(pool)
      runner = createRunner({ pool, handlers: [app], log: quietLog, concurrency: 24, ...options })
      await runner.start()
    },
    close: async () => {
      await runner?.stop({ drainMs: 10_000 })
      await pool.end()
    },
  }
}
