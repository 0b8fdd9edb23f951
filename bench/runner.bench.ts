import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { Pool } from 'pg'
import { applyRunnerSchema, createRunner, embeddedFetch } from '@/server/runner'
import { createTestDatabase } from '@/server/testing/database'
import { type Bench, median } from './bench'

const stepsPerRun = 10
const idleRuns = 30
const queued = 2000
const quiet = () => undefined

export default {
  what: 'the embedded runner: steps a second with nothing in them, latency of one step when idle, and behind a long queue (runs, default 60)',
  run: async ([runsText = '60']) => {
    const runs = Number(runsText)
    const database = await createTestDatabase()
    const pool = new Pool({ connectionString: database.url, max: 12 })
    await applyRunnerSchema(pool)
    const inngest = new Inngest({ id: 'bench', isDev: true, fetch: embeddedFetch(pool) })
    let ended = 0
    let onEnd: (endedRuns: number) => void = quiet
    const noteEnd = () => onEnd(++ended)
    const many = inngest.createFunction({ id: 'many', triggers: { event: 'bench/many' } }, async ({ step }) => {
      for (let n = 0; n < stepsPerRun; n++) await step.run(`step ${n}`, () => n)
      noteEnd()
    })
    const one = inngest.createFunction({ id: 'one', triggers: { event: 'bench/one' } }, async ({ step }) => {
      await step.run('step', () => 1)
      noteEnd()
    })
    const blocked = inngest.createFunction(
      { id: 'blocked', triggers: { event: 'bench/blocked' }, concurrency: { limit: 1, key: 'event.data.lane' } },
      async ({ step }) => {
        await step.run('hold', () => new Promise((resolve) => setTimeout(resolve, 60_000).unref()))
      },
    )
    const runner = createRunner({
      pool,
      handlers: [{ appId: 'bench', handle: serve({ client: inngest, functions: [many, one, blocked] }) }],
      log: { info: quiet, warn: quiet, error: (message, fields) => console.error(message, fields) },
    })
    await runner.start()
    const untilEnded = (count: number) =>
      new Promise<void>((resolve) => {
        onEnd = (endedRuns) => {
          if (endedRuns >= count) resolve()
        }
      })
    const oneStepMs = async (): Promise<number> => {
      const done = untilEnded(ended + 1)
      const startMs = performance.now()
      await inngest.send({ name: 'bench/one' })
      await done
      return performance.now() - startMs
    }
    const latencies = async () => {
      const measured: number[] = []
      for (let n = 0; n < idleRuns; n++) measured.push(await oneStepMs())
      return measured.sort((a, b) => a - b)
    }
    try {
      await latencies()
      const idle = await latencies()
      const allDone = untilEnded(ended + runs)
      const startMs = performance.now()
      await inngest.send(Array.from({ length: runs }, () => ({ name: 'bench/many' })))
      await allDone
      const seconds = (performance.now() - startMs) / 1000
      await inngest.send(Array.from({ length: queued }, () => ({ name: 'bench/blocked', data: { lane: 'a' } })))
      const behind = await latencies()
      return {
        figures: [
          {
            name: 'steps a second',
            value: (runs * stepsPerRun) / seconds,
            unit: '/s',
            target: { op: '>=', value: 40 },
          },
          { name: 'one step, idle, median', value: median(idle), unit: 'ms', target: { op: '<=', value: 90 } },
          { name: 'one step, idle, slowest', value: idle.at(-1) ?? Number.NaN, unit: 'ms' },
          { name: `one step, ${queued} blocked runs before it, median`, value: median(behind), unit: 'ms' },
        ],
      }
    } finally {
      await runner.stop({ drainMs: 0 })
      await pool.end()
      await database.close()
    }
  },
} satisfies Bench
