import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { analysisKeys } from '@/server/analysis'
import { renderFileKeys } from '@/server/clips'
import { getSummary } from '@/server/credits'
import { getProject } from '@/server/projects'
import { type Chaos, type ChaosPoint, installChaos, nameOf } from '@/server/testing/chaos'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'
import { processesNaming } from '@/server/testing/process-tree'

/** The end of every step, and inside them: at each write that a person would miss, and in the middle of long work. */
const points: readonly ChaosPoint[] = [
  ...[
    'check-upload',
    'start-waiting',
    'begin-project',
    'probe-source',
    'transcribe',
    'scan-shots',
    'find-moments',
    'track-faces',
    'find-speakers',
    'plan-clips',
    'request-renders',
    'begin-render',
    'make-render',
    'close-project',
    'notify-owner',
  ].map((name) => ({ kind: 'step', name }) as const),
  { kind: 'stage', name: 'probe', state: 'running' },
  { kind: 'stage', name: 'speech', state: 'done' },
  { kind: 'stage', name: 'scan', state: 'running' },
  { kind: 'stage', name: 'scan', state: 'done' },
  { kind: 'stage', name: 'moments', state: 'done' },
  { kind: 'stage', name: 'faces', state: 'done' },
  { kind: 'stage', name: 'speakers', state: 'done' },
  { kind: 'stage', name: 'clips', state: 'done' },
  { kind: 'row', name: 'Upload', state: 'ready' },
  { kind: 'new', name: 'reserve' },
  { kind: 'row', name: 'Project', state: 'queued' },
  { kind: 'row', name: 'Project', state: 'working' },
  { kind: 'new', name: 'render/requested' },
  { kind: 'row', name: 'Render', state: 'rendering' },
  { kind: 'half', name: 'Render' },
  { kind: 'half', name: 'renders' },
  { kind: 'row', name: 'Render', state: 'ready' },
  { kind: 'new', name: 'close' },
  { kind: 'row', name: 'Project', state: 'ready' },
  { kind: 'new', name: 'project-finished' },
]

let bench: PipelineBench
let chaos: Chaos
beforeAll(async () => {
  bench = await openPipelineBench()
  chaos = await installChaos(bench.app.database.pool, points)
})
afterAll(async () => {
  await chaos.close()
  await bench.close()
})

test('a worker killed at every boundary and inside every step still makes every clip once, repeats no stage, and leaves nothing behind', async () => {
  const { uploadId } = await bench.bring(bench.talk.video)
  const id = await bench.project({ uploadId })
  const { balance } = await getSummary(bench.ctx)
  const closedAt = new Map<string, string>()
  const reached = new Set<string>()

  while (reached.size < points.length) {
    const doomed = await bench.startWorker()
    await bench.until(`one of the points not yet reached: ${missing(reached)}`, async () =>
      (await chaos.stopped()).length > 0 ? true : undefined,
    )
    await doomed.kill()
    // Only those: a transaction that stood at one for too long has been refused meanwhile, and its point still stops whoever comes next.
    const cleared = await chaos.clear()
    for (const point of cleared) reached.add(point)
    await bench.until(
      `nobody of the killed worker lives (${cleared})`,
      async () => (processesNaming(bench.app.dir).length === 0 ? true : undefined),
      5_000,
    )
    const closed = await bench.ctx.db.projectStage.findMany({ where: { projectId: id, endedAt: { not: null } } })
    for (const { stage, endedAt } of closed) {
      const at = endedAt?.toISOString() ?? ''
      expect(`${stage} ended at ${closedAt.get(stage) ?? at}`).toBe(`${stage} ended at ${at}`)
      closedAt.set(stage, at)
    }
  }

  const worker = await bench.startWorker()
  const project = await bench.until('the project is ready', async () => {
    const view = await getProject(bench.ctx, { id })
    if (view.status === 'failed') throw new Error(JSON.stringify(view.failure))
    return view.status === 'ready' ? view : undefined
  })
  await bench.until('all runs have ended', async () => {
    const { rows } = await bench.app.database.pool.query(`SELECT 1 FROM runner.run WHERE ended_at IS NULL`)
    return rows.length === 0 ? true : undefined
  })
  expect(await worker.stop()).toBe(0)

  // Every clip once, every step of every run once, one mail, one credit.
  const renders = await bench.ctx.db.render.findMany({ where: { workspaceId: bench.ctx.workspaceId } })
  expect(project.clips.length).toBe(await bench.ctx.db.moment.count({ where: { projectId: id, accepted: true } }))
  expect(renders.map(({ state }) => state)).toEqual(project.clips.map(() => 'ready'))
  expect(await bench.ctx.db.mail.count({ where: { template: 'processing-complete' } })).toBe(1)
  const after = await getSummary(bench.ctx)
  expect([after.balance, after.reserved]).toEqual([balance - 1, 0])
  const runs = await bench.app.database.pool.query(
    `SELECT function_id, count(*)::int AS runs, bool_and(status = 'completed') AS "isWhole" FROM runner.run
     WHERE function_id LIKE '%process-project' OR function_id LIKE '%render-clip' GROUP BY function_id ORDER BY function_id`,
  )
  expect(runs.rows).toEqual([
    { function_id: 'clipforge-process-project', runs: 1, isWhole: true },
    { function_id: 'clipforge-render-clip', runs: project.clips.length, isWhole: true },
  ])

  // No file that no row names, none half written, no process.
  const { workspaceId } = bench.ctx
  const sources = await bench.ctx.db.source.findMany()
  const expected = [
    ...sources.flatMap(({ objectKey, thumbnailKey }) => [objectKey, thumbnailKey ?? '']),
    ...Object.values(analysisKeys(workspaceId, id)),
    ...renders.flatMap(({ clipId, id: renderId }) => Object.values(renderFileKeys(workspaceId, clipId, renderId))),
  ]
  const found = filesUnder('objects').filter((file) => !file.startsWith('subtitles/'))
  expect(found.sort()).toEqual(expected.sort())
  expect(filesUnder('artifacts/work')).toEqual([])
  expect(filesUnder('incoming')).toEqual([])
  expect(processesNaming(bench.app.dir)).toEqual([])
}, 900_000)

const missing = (reached: ReadonlySet<string>): string =>
  points
    .map(nameOf)
    .filter((name) => !reached.has(name))
    .join(', ')

const filesUnder = (folder: string): string[] => {
  const base = path.join(bench.app.dir, folder)
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(base, path.join(entry.parentPath, entry.name)))
}
