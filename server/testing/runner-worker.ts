import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { Pool } from 'pg'
import { createRunner, embeddedFetch } from '../runner'

/**
 * A worker process for tests that kill it: `runner-worker.ts DATABASE_URL LEASE_MS`. Each step writes when it began and ended, and in which
 * process, to the table `effect`; what it returns is the id of that row.
 */
const [databaseUrl, leaseMs] = process.argv.slice(2)
const pool = new Pool({ connectionString: databaseUrl, max: 10 })
const inngest = new Inngest({ id: 'chaos', isDev: true, fetch: embeddedFetch(pool) })

const effect = (run: string, step: string, ms: number) => async (): Promise<string> => {
  const { rows } = await pool.query<{ id: string }>(
    'insert into effect (run, step, pid) values ($1, $2, $3) returning id',
    [run, step, process.pid],
  )
  const id = rows[0]?.id ?? ''
  await new Promise((resolve) => setTimeout(resolve, ms))
  await pool.query('update effect set ended_at = clock_timestamp() where id = $1', [id])
  return id
}

const child = inngest.createFunction({ id: 'child', triggers: [], retries: 20 }, ({ runId, step }) =>
  step.run('child', effect(runId, 'child', 80)),
)

const parent = inngest.createFunction(
  { id: 'parent', triggers: { event: 'chaos/start' }, retries: 20 },
  async ({ runId, step }) => {
    const first = await step.run('first', effect(runId, 'first', 60))
    const second = await step.run('second', effect(runId, 'second', 200))
    await step.sleep('rest', '1s')
    const sides = await Promise.all([1, 2, 3].map((n) => step.run(`side ${n}`, effect(runId, `side ${n}`, 100 * n))))
    const invoked = await step.invoke('child', { function: child, data: {} })
    const last = await step.run('last', effect(runId, 'last', 20))
    return [first, second, ...sides, invoked, last]
  },
)

const quiet = () => undefined
const runner = createRunner({
  pool,
  handlers: [{ appId: 'chaos', handle: serve({ client: inngest, functions: [parent, child] }) }],
  log: { info: quiet, warn: quiet, error: (message, fields) => console.error(message, fields) },
  leaseMs: Number(leaseMs),
  backoffScale: 0.001,
  concurrency: 6,
})
await runner.start()
console.log('ready')
process.on('SIGTERM', async () => {
  await runner.stop({ drainMs: 10_000 })
  process.exit(0)
})
