import { Inngest, type InngestFunction } from 'inngest'
import { serve } from 'inngest/edge'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/database'
import {
  applyRunnerSchema,
  cancelRun,
  createRunner,
  embeddedFetch,
  findRuns,
  pruneHistory,
  type Runner,
  type RunnerOptions,
  receiveEvents,
} from './index'

let database: TestDatabase
let pool: Pool
let inngest: Inngest
let open: Runner[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new Pool({ connectionString: database.url, max: 20 })
  await applyRunnerSchema(pool)
})
beforeEach(async () => {
  await pool.query(
    'truncate runner.function, runner.event, runner.run, runner.step, runner.job, runner.wait, runner.key',
  )
  inngest = new Inngest({
    id: 'app',
    isDev: true,
    fetch: embeddedFetch(pool),
    logger: { info: quiet, warn: quiet, error: quiet, debug: quiet },
  })
})
afterEach(async () => {
  await Promise.all(open.map((runner) => runner.stop({ drainMs: 5000 })))
  open = []
})
afterAll(async () => {
  await pool.end()
  await database.close()
})

const quiet = () => undefined
const start = async (functions: InngestFunction.Any[], options: Partial<RunnerOptions> = {}): Promise<Runner> => {
  const runner = createRunner({
    pool,
    handlers: [{ appId: 'app', handle: serve({ client: inngest, functions }) }],
    log: { info: quiet, warn: quiet, error: quiet },
    backoffScale: 0.001,
    ...options,
  })
  open.push(runner)
  await runner.start()
  return runner
}

/** A promise and what settles it. */
const signal = <T = void>() => {
  let fire: (value: T) => void = quiet
  const fired = new Promise<T>((resolve) => {
    fire = resolve
  })
  return { fire, fired }
}

const ended = async (count = 1) =>
  expect
    .poll(() => findRuns(pool, { statuses: ['completed', 'failed', 'cancelled'] }), { interval: 20 })
    .toHaveLength(count)
    .then(() => findRuns(pool))

describe('the schema', () => {
  test('is applied once, however many processes ask for it, and touches nothing else', async () => {
    const tables = () =>
      pool.query(
        `select table_schema, table_name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`,
      )
    const before = await tables()
    await Promise.all([1, 2, 3].map(() => applyRunnerSchema(pool)))
    expect((await tables()).rows).toEqual(before.rows)
    expect((await pool.query('select version from runner.schema_version')).rows).toEqual([{ version: 1 }])
  })
})

describe('events', () => {
  test('that come before any function is registered are kept for it', async () => {
    const seen = signal<unknown>()
    await receiveEvents(pool, [{ name: 'early', data: { n: 7 } }])
    await start([
      inngest.createFunction({ id: 'early', triggers: { event: 'early' } }, ({ event }) => seen.fire(event.data.n)),
    ])
    expect(await seen.fired).toBe(7)
  })

  test('sent twice with one seed are one event', async () => {
    await start([inngest.createFunction({ id: 'seeded', triggers: { event: 'seeded' } }, () => 'ran')])
    const first = await receiveEvents(pool, [{ name: 'seeded' }, { name: 'seeded' }], { seed: '1700000000000,abc' })
    const again = await receiveEvents(pool, [{ name: 'seeded' }, { name: 'seeded' }], { seed: '1700000000000,abc' })
    expect(again).toEqual(first)
    expect(new Set(first).size).toBe(2)
    expect(await ended(2)).toHaveLength(2)
  })

  test.each([
    ['a reserved name', [{ name: 'inngest/function.failed' }], 'invalid_request'],
    ['no name', [{ name: '' }], 'invalid_request'],
    ['a name that PostgreSQL cannot hold', [{ name: 'a\0b' }], 'invalid_request'],
    ['more than 3 MiB', [{ name: 'big', data: { text: 'x'.repeat(3 * 1024 * 1024) } }], 'limit_exceeded'],
    ['more than 5,000 at once', Array.from({ length: 5001 }, () => ({ name: 'many' })), 'limit_exceeded'],
  ])('with %s are refused, and none of the request is kept', async (_what, events, code) => {
    await expect(receiveEvents(pool, [{ name: 'good' }, ...events])).rejects.toMatchObject({ code })
    expect((await pool.query('select from runner.event')).rowCount).toBe(0)
  })

  test('are all that the fetch of the client serves', async () => {
    const post = (path: string, body: string) => embeddedFetch(pool)(`http://any.host${path}`, { method: 'POST', body })
    expect((await post('/e/key', JSON.stringify({ name: 'one' }))).status).toBe(200)
    expect((await post('/e/key', JSON.stringify({ name: 'inngest/x' }))).status).toBe(400)
    expect((await post('/v1/realtime/publish', '{}')).status).toBe(501)
    expect((await embeddedFetch(pool)('http://any.host/e/key')).status).toBe(501)
  })
})

describe('attempts', () => {
  test('are made after the waits of a server, to the scale that is set', async () => {
    const at: number[] = []
    await start(
      [
        inngest.createFunction({ id: 'waits', triggers: { event: 'waits' }, retries: 3 }, () => {
          at.push(performance.now())
          throw new Error('again')
        }),
      ],
      { backoffScale: 0.01, random: () => 0 },
    )
    await inngest.send({ name: 'waits' })
    const [run] = await ended()
    expect(run).toMatchObject({ status: 'failed', error: { message: 'again' } })
    const gaps = at.slice(1).map((each, index) => each - (at[index] ?? 0))
    // 15 s, 30 s and 60 s at a hundredth.
    expect(gaps).toHaveLength(3)
    for (const [index, wantedMs] of [150, 300, 600].entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(wantedMs - 5)
      expect(gaps[index]).toBeLessThan(15_000)
    }
  })

  test('count when the worker dies in them, and onFailure hears of the last', async () => {
    const told = signal<string>()
    const entered = signal()
    const first = await start([
      inngest.createFunction(
        { id: 'dies', triggers: { event: 'dies' }, retries: 0, onFailure: ({ error }) => told.fire(error.message) },
        async () => {
          entered.fire()
          await told.fired
        },
      ),
    ])
    await inngest.send({ name: 'dies' })
    await entered.fired
    // What a killed worker leaves behind: a lease that nobody renews.
    await pool.query(`update runner.job set owner = 'dead', lease_until = now() - interval '1 s' where kind = 'call'`)
    await start([
      inngest.createFunction(
        { id: 'dies', triggers: { event: 'dies' }, retries: 0, onFailure: ({ error }) => told.fire(error.message) },
        quiet,
      ),
    ])
    expect(await told.fired).toContain('worker died')
    await expect.poll(() => first.stats().calls.stale).toBe(1)
  })

  test('do not count when a worker stops in good order', async () => {
    const attempts: number[] = []
    const entered = signal()
    const build = () =>
      inngest.createFunction({ id: 'handed', triggers: { event: 'handed' }, retries: 0 }, async ({ attempt }) => {
        attempts.push(attempt)
        entered.fire()
        if (attempts.length === 1) await new Promise(quiet)
      })
    const first = await start([build()])
    await inngest.send({ name: 'handed' })
    await entered.fired
    await first.stop({ drainMs: 10 })
    await start([build()])
    expect((await ended())[0]?.status).toBe('completed')
    expect(attempts).toEqual([0, 0])
  })

  test('of a worker that was taken over store nothing', async () => {
    const runs: string[] = []
    const entered = signal()
    const late = signal()
    const build = (name: string) =>
      inngest.createFunction({ id: 'frozen', triggers: { event: 'frozen' } }, async ({ step }) => {
        await step.run('once', async () => {
          runs.push(name)
          entered.fire()
          if (name === 'first') await late.fired
          return name
        })
        return step.run('result', () => name)
      })
    const first = await start([build('first')])
    await inngest.send({ name: 'frozen' })
    await entered.fired
    await pool.query(`update runner.job set owner = 'frozen', lease_until = now() - interval '1 s' where kind = 'call'`)
    const second = createRunner({
      pool,
      handlers: [{ appId: 'app', handle: serve({ client: inngest, functions: [build('second')] }) }],
      log: { info: quiet, warn: quiet, error: quiet },
    })
    open.push(second)
    await second.start()
    await ended()
    late.fire()
    await expect.poll(() => first.stats().calls.stale).toBe(1)
    expect(runs).toEqual(['first', 'second'])
    const { rows } = await pool.query(`select value ->> 'data' as data from runner.step where name = 'once'`)
    expect(rows).toEqual([{ data: 'second' }])
  })
})

describe('several workers', () => {
  test('fire each moment of a cron once', async () => {
    const ticks: string[] = []
    const build = () =>
      inngest.createFunction({ id: 'tick', triggers: { cron: '* * * * * *' } }, ({ event }) => {
        ticks.push(event.name)
      })
    await Promise.all([1, 2, 3].map(() => start([build()])))
    await expect.poll(() => ticks.length, { interval: 20 }).toBeGreaterThanOrEqual(4)
    const { rows } = await pool.query<{ at: string; count: number }>(
      `select events -> 0 -> 'data' ->> 'scheduledAt' as at, count(*)::int from runner.run group by 1 order by 1`,
    )
    expect(rows.map((row) => row.count)).toEqual(rows.map(() => 1))
    const seconds = rows.map((row) => Date.parse(row.at) / 1000)
    expect(new Set(seconds).size).toBe(seconds.length)
  })

  test('leave a step that takes longer than a lease to the one that is at it', async () => {
    let runs = 0
    const isLong = signal()
    const build = () =>
      inngest.createFunction({ id: 'slow', triggers: { event: 'slow' } }, async () => {
        runs++
        await isLong.fired
      })
    // Both are in this process: one that stands still for longer than what is left of a lease between two renewals takes the step rightly.
    const leaseMs = 9_000
    await Promise.all([1, 2].map(() => start([build()], { leaseMs, pollMs: 100 })))
    await inngest.send({ name: 'slow' })
    const leaseEnd = async () => {
      const { rows } = await pool.query<{ at: Date }>(
        `select lease_until as at from runner.job where kind = 'call' and lease_until is not null`,
      )
      return rows[0]?.at.getTime() ?? 0
    }
    await expect.poll(leaseEnd).toBeGreaterThan(0)
    const firstEnd = await leaseEnd()
    // Renewed after the first one would have been over.
    await expect.poll(leaseEnd).toBeGreaterThan(firstEnd + leaseMs)
    isLong.fire()
    expect((await ended())[0]?.status).toBe('completed')
    expect(runs).toBe(1)
  })

  test('hold a limit together', async () => {
    let [now, most, done] = [0, 0, 0]
    const build = () =>
      inngest.createFunction({ id: 'limited', triggers: { event: 'limited' }, concurrency: 3 }, async () => {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setTimeout(resolve, 200))
        now--
        done++
      })
    await Promise.all([1, 2, 3].map(() => start([build()])))
    await inngest.send(Array.from({ length: 24 }, () => ({ name: 'limited' })))
    await ended(24)
    expect([most, done]).toEqual([3, 24])
  })
})

describe('a database that goes away', () => {
  test('costs no run and no stored step', async () => {
    const runs: string[] = []
    const cut = () =>
      pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to-be-cut'`)
    const own = new Pool({ connectionString: database.url, max: 10, application_name: 'to-be-cut' })
    await start(
      [
        inngest.createFunction({ id: 'cut', triggers: { event: 'cut' } }, async ({ step }) => {
          for (const name of ['one', 'two', 'three']) {
            await step.run(name, async () => {
              runs.push(name)
              await cut()
            })
          }
        }),
      ],
      { pool: own },
    )
    await receiveEvents(pool, [{ name: 'cut' }])
    expect((await ended())[0]?.status).toBe('completed')
    expect(runs).toEqual(['one', 'two', 'three'])
    await open.pop()?.stop()
    await own.end()
  })
})

describe('operations', () => {
  test('find runs by what their event says, cancel one, and what is cancelled goes no further', async () => {
    const after: unknown[] = []
    const cancelled = signal<unknown>()
    await start([
      inngest.createFunction({ id: 'long', triggers: { event: 'long' } }, async ({ event, step }) => {
        await step.run('begin', quiet)
        await step.waitForEvent('rest', { event: 'go on', timeout: '1h' })
        after.push(event.data.project)
      }),
      inngest.createFunction({ id: 'hear', triggers: { event: 'inngest/function.cancelled' } }, ({ event }) =>
        cancelled.fire(event.data.error.message),
      ),
    ])
    await inngest.send([
      { name: 'long', data: { project: 'p1' } },
      { name: 'long', data: { project: 'p2' } },
    ])
    const find = () =>
      findRuns(pool, { functionId: 'app-long', data: { project: 'p1' }, statuses: ['queued', 'running'] })
    const waiting = async () => (await pool.query(`select from runner.wait where event = 'go on'`)).rowCount
    await expect.poll(waiting).toBe(2)
    const [run] = await find()
    expect(run).toMatchObject({ functionId: 'app-long', event: { data: { project: 'p1' } }, endedAt: null })
    expect(await findRuns(pool, { functionId: 'app-long', stillForMs: 60_000 })).toEqual([])
    expect(await cancelRun(pool, run?.id ?? '', 'The owner said so.')).toBe(true)
    expect(await cancelRun(pool, run?.id ?? '')).toBe(false)
    expect(await cancelled.fired).toBe('The owner said so.')
    await inngest.send({ name: 'go on' })
    await expect.poll(() => after).toEqual(['p2'])
    expect(await find()).toEqual([])
  })

  test('old runs and events are removed, young and unfinished ones stay', async () => {
    await start([
      inngest.createFunction({ id: 'short', triggers: { event: 'short' } }, ({ step }) => step.run('one', () => 1)),
      inngest.createFunction({ id: 'open', triggers: { event: 'open' } }, ({ step }) => step.sleep('long', '1h')),
    ])
    await inngest.send([{ name: 'short' }, { name: 'open' }])
    await expect.poll(() => findRuns(pool, { functionId: 'app-short', statuses: ['completed'] })).toHaveLength(1)
    expect(await pruneHistory(pool, 60_000)).toEqual({ runs: 0, events: 0 })
    await pool.query(
      `update runner.run set created_at = now() - interval '3 days', ended_at = ended_at - interval '3 days'`,
    )
    await pool.query(`update runner.event set received_at = now() - interval '3 days'`)
    expect(await pruneHistory(pool, 2 * 86_400_000)).toEqual({ runs: 1, events: 2 })
    expect((await findRuns(pool)).map((run) => run.functionId)).toEqual(['app-open'])
  })
})
