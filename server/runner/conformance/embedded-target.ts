import { Pool } from 'pg'
import type { Log } from '@/server/ports/log'
import { quietLog } from '@/server/testing/quiet-log'
import { applyRunnerSchema, createRunner, embeddedFetch, type Runner, type RunnerOptions } from '../index'
import type { Target } from './conformance'

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
