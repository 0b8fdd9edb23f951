import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/database'
import { applyRunnerSchema, receiveEvents } from './index'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))
const kills = 24
/** As in service. Whoever was killed is found out within two seconds, and whoever gets no processor for so long is not taken for dead. */
const leaseMs = 15_000
/** Steps of a run: first, second, three sides, the child's one, last. */
const stepsPerRun = 7

let database: TestDatabase
let pool: Pool
const deaths: { pid: number; at: Date }[] = []
const workers: ChildProcess[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new Pool({ connectionString: database.url, max: 4 })
  await applyRunnerSchema(pool)
  await pool.query(
    `create table effect (id bigint generated always as identity primary key, run text not null, step text not null, pid integer not null,
       began_at timestamptz not null default clock_timestamp(), ended_at timestamptz)`,
  )
})

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await pool.end()
  await database.close()
})

const startWorker = async (): Promise<void> => {
  const worker = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(projectDir, 'server/testing/runner-worker.ts'), database.url, String(leaseMs)],
    {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json') },
    },
  )
  workers.push(worker)
  await once(worker.stdout ?? worker, 'data')
}

const databaseNow = async (): Promise<Date> =>
  (await pool.query<{ now: Date }>('select clock_timestamp() as now')).rows[0]?.now ?? new Date()

const killWorker = async (worker: ChildProcess | undefined): Promise<void> => {
  if (worker === undefined) throw new Error('There is no worker to kill.')
  const at = await databaseNow()
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  workers.splice(workers.indexOf(worker), 1)
  deaths.push({ pid: worker.pid ?? 0, at })
}

/** The query's row as soon as it has one; undefined after `withinMs`. */
const until = async <T extends object>(query: string, values: unknown[], withinMs: number): Promise<T | undefined> => {
  const end = Date.now() + withinMs
  while (Date.now() < end) {
    const { rows } = await pool.query<T>(query, values)
    if (rows[0]) return rows[0]
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  return undefined
}

/** The moments at which a worker is killed, each found in the tables: in a step, between steps, while a run sleeps, in parallel steps. */
const moments = [
  `select pid from effect where ended_at is null and step in ('first', 'second') and began_at > $1 limit 1`,
  `select pid from effect where ended_at > $1 limit 1`,
  `select 1 from runner.step where op = 'Sleep' and value is null and created_at > $1 limit 1`,
  `select pid from effect where ended_at is null and step like 'side%' and began_at > $1 limit 1`,
  `select pid from effect where step in ('child', 'last') and began_at > $1 limit 1`,
]

let started = 0
/** A moment is over within a tenth of a second: whoever misses it, on a busy machine, starts more runs and waits for the next. */
const catchMoment = async (moment: string): Promise<{ readonly pid?: number }> => {
  for (;;) {
    await receiveEvents(pool, [{ name: 'chaos/start' }, { name: 'chaos/start' }])
    started += 2
    const since = new Date((await databaseNow()).getTime() - 200)
    const found = await until<{ pid?: number }>(moment, [since], 5_000)
    if (found !== undefined) return found
  }
}

test('workers killed again and again lose no run, double none, and never run a stored step again', {
  timeout: 600_000,
}, async () => {
  await Promise.all([startWorker(), startWorker()])
  for (let kill = 0; kill < kills; kill++) {
    const found = await catchMoment(moments[kill % moments.length] ?? '')
    await killWorker(workers.find((worker) => worker.pid === found.pid) ?? workers[kill % workers.length])
    await startWorker()
  }
  const unfinished = async () => (await pool.query('select from runner.run where ended_at is null')).rowCount
  await expect.poll(unfinished).toBe(0)

  const { rows: ends } = await pool.query(
    `select function_id, status, count(*)::int from runner.run group by 1, 2 order by 1, 2`,
  )
  expect(ends).toEqual([
    { function_id: 'chaos-child', status: 'completed', count: started },
    { function_id: 'chaos-parent', status: 'completed', count: started },
  ])
  const { rows: steps } = await pool.query<{ run_id: string; effect: string; completed_at: Date }>(
    `select run_id, value ->> 'data' as effect, completed_at from runner.step where op = 'StepRun'`,
  )
  expect(steps).toHaveLength(started * stepsPerRun)
  expect(new Set(steps.map((step) => step.effect)).size).toBe(started * stepsPerRun)

  const { rows: again } = await pool.query(
    `select e.run, e.step from runner.step s join effect kept on s.value ->> 'data' = kept.id::text
     join effect e on e.run = kept.run and e.step = kept.step and e.id <> kept.id
     where s.op = 'StepRun' and e.began_at > s.completed_at`,
  )
  expect(again).toEqual([])

  // The same step in two processes at once: the later one began before the earlier one had ended or its process was dead.
  const { rows: effects } = await pool.query<{
    id: string
    run: string
    step: string
    pid: number
    began_at: Date
    ended_at: Date | null
  }>('select * from effect order by run, step, began_at')
  const overlaps = effects.filter((each, index) => {
    const before = effects[index - 1]
    if (before === undefined || before.run !== each.run || before.step !== each.step) return false
    const death = deaths.find((one) => one.pid === before.pid)?.at
    const over = Math.min(
      before.ended_at?.getTime() ?? Number.POSITIVE_INFINITY,
      death?.getTime() ?? Number.POSITIVE_INFINITY,
    )
    return each.began_at.getTime() < over
  })
  expect(overlaps).toEqual([])
  expect(deaths).toHaveLength(kills)
  expect(effects.length).toBeGreaterThan(started * stepsPerRun)
})
