import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelProject, getProject, type ProjectView } from '@/server/projects'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'
import { processesNaming } from '@/server/testing/process-tree'

let bench: PipelineBench
beforeAll(async () => {
  bench = await openPipelineBench()
})
afterAll(() => bench.close())

const lookAt = (id: string, nowMs: number): Promise<ProjectView> =>
  getProject({ ...bench.ctx, clock: { ...bench.ctx.clock, now: () => nowMs } }, { id })
const look = (id: string, afterMs = 0): Promise<ProjectView> => lookAt(id, Date.now() + afterMs)
/** The machine may be busy with other things. */
const patienceMs = 280_000
const untilReady = (id: string) =>
  bench.until(
    'the project is ready',
    async () => {
      const project = await look(id)
      if (project.status === 'failed') throw new Error(JSON.stringify(project.failure))
      return project.status === 'ready' ? project : undefined
    },
    patienceMs,
  )

test('the worker stands still, then is killed: what is queued keeps its place and says that it is delayed, can be cancelled, and is done once by the next worker', {
  timeout: 600_000,
}, async () => {
  const frozen = await bench.startWorker()
  const { uploadId } = await bench.bring(bench.talk.video)
  await bench.until('the video is checked', async () => {
    const { state } = await bench.ctx.db.upload.findUniqueOrThrow({ where: { id: uploadId } })
    return state === 'ready' ? true : undefined
  })
  process.kill(frozen.pid, 'SIGSTOP')
  const settings = { ranges: [{ startMs: 0, endMs: 4_000 }] }
  const first = await bench.project({ uploadId, settings })
  const second = await bench.project({ uploadId, settings })

  const { queuedAt } = await bench.ctx.db.project.findUniqueOrThrow({ where: { id: first } })
  const queuedAtMs = queuedAt?.getTime() ?? 0
  expect((await lookAt(first, queuedAtMs + 5_000)).queue).toEqual({ position: 1, isDelayed: false })
  expect((await look(second, 11_000)).queue).toEqual({ position: 2, isDelayed: true })
  await cancelProject(bench.ctx, { id: first })
  expect(await look(first)).toMatchObject({ status: 'cancelled', queue: null })
  expect((await look(second, 11_000)).queue).toEqual({ position: 1, isDelayed: true })

  // Of what it may hold in its hands nothing is lost either.
  await frozen.kill()
  const next = await bench.startWorker()
  const done = await untilReady(second)
  await bench.until('all runs have ended', async () => {
    const { rows } = await bench.app.database.pool.query('SELECT 1 FROM runner.run WHERE ended_at IS NULL')
    return rows.length === 0 ? true : undefined
  })
  expect(await next.stop()).toBe(0)
  expect(done.queue).toBeNull()
  const renders = await bench.ctx.db.render.findMany({ select: { state: true, clip: { select: { projectId: true } } } })
  expect(renders).toEqual([{ state: 'ready', clip: { projectId: second } }])
  const runs = await bench.app.database.pool.query(
    `SELECT count(*)::int AS count FROM runner.run WHERE function_id LIKE '%render-clip'`,
  )
  expect(runs.rows).toEqual([{ count: 1 }])
  expect((await look(first)).status).toBe('cancelled')
  expect(processesNaming(bench.app.dir)).toEqual([])
})
