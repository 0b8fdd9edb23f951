import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderFileKeys } from '@/server/clips'
import { getProject } from '@/server/projects'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'

let bench: PipelineBench
beforeAll(async () => {
  bench = await openPipelineBench()
})
afterAll(() => bench?.close())

test('a worker that stands still in the middle of a render, and goes on beside the one that took it over: one clip, whose files are there', {
  timeout: 600_000,
}, async () => {
  const { ctx, app } = bench
  const frozen = await bench.startWorker()
  const { uploadId } = await bench.bring(bench.talk.video)
  const id = await bench.project({ uploadId, settings: { ranges: [{ startMs: 0, endMs: 4_000 }] } })
  const under = (what: string, not: string | null) =>
    bench.until(what, async () => {
      const found = await ctx.db.render.findFirst({ where: { state: 'rendering', holder: { not: null } } })
      return found !== null && found.holder !== not ? found : undefined
    })
  const begun = await under('the clip is being rendered', null)
  process.kill(frozen.pid, 'SIGSTOP')
  // As when it had stood still until its lease ran out.
  await app.database.pool.query(
    `UPDATE runner.job SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL`,
  )
  const next = await bench.startWorker()
  const takenOver = await under('another worker renders it', begun.holder)
  process.kill(frozen.pid, 'SIGCONT')

  await bench.until('the project is ready', async () => {
    const { status, failure } = await getProject(ctx, { id })
    if (status === 'failed') throw new Error(JSON.stringify(failure))
    return status === 'ready' ? true : undefined
  })
  await bench.until('all runs have ended', async () => {
    const { rows } = await app.database.pool.query('SELECT 1 FROM runner.run WHERE ended_at IS NULL')
    return rows.length === 0 ? true : undefined
  })
  expect(await frozen.stop()).toBe(0)
  expect(await next.stop()).toBe(0)

  const renders = await ctx.db.render.findMany({ where: { workspaceId: ctx.workspaceId } })
  expect(renders).toMatchObject([
    { id: begun.id, state: 'ready', restarts: 0, holder: takenOver.holder, failure: null },
  ])
  const keys = renderFileKeys(ctx.workspaceId, begun.clipId, begun.id)
  const found = []
  for (const key of Object.values(keys)) if ((await ctx.ports.objects.stat(key)) !== undefined) found.push(key)
  expect(found).toEqual(Object.values(keys))
  expect((await ctx.ports.objects.stat(keys.video))?.sizeBytes).toBe(Number(renders[0]?.sizeBytes))
})
