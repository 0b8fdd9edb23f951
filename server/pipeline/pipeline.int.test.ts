import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createFromRange, getClip, requestRender } from '@/server/clips'
import { getSummary } from '@/server/credits'
import { cancelProject, getProject, type ProjectView, retryProject } from '@/server/projects'
import { openPipelineBench, type PipelineBench } from '@/server/testing/pipeline-bench'
import { descendants, processesNaming } from '@/server/testing/process-tree'
import type { WorkerProcess } from '@/server/testing/worker-process'

// Some of them wait for two projects, each as long as a busy machine takes.
vi.setConfig({ testTimeout: 600_000 })

/** One that makes a clip of this project; the stage is asked first, so that it is none of an earlier one. */
const ffmpegOfRender = (id: string, found: (pid: number) => void = () => undefined) =>
  bench.until('ffmpeg renders', async () => {
    if ((await getProject(bench.ctx, { id })).stage?.id !== 'renders') return undefined
    const [running] = descendants(worker.pid, 'ffmpeg')
    if (running !== undefined) found(running)
    return running
  })

/** A worker looks once a second whether its work was cancelled (with-pulse.ts), and has two in all; a machine that renders as well has some room. */
const endsWithinMs = 10_000

let bench: PipelineBench
let worker: WorkerProcess
beforeAll(async () => {
  bench = await openPipelineBench()
  worker = await bench.startWorker()
})
afterAll(() => bench.close())

const untilStatus = (id: string, status: ProjectView['status']) =>
  bench.until(`the project is ${status}`, async () => {
    const project = await getProject(bench.ctx, { id })
    if (project.status === status) return project
    if (['failed', 'ready', 'cancelled'].includes(project.status))
      throw new Error(`It is ${project.status}: ${JSON.stringify(project.failure)}`)
    return undefined
  })

const probe = (key: string) =>
  JSON.parse(
    execFileSync(
      'ffprobe',
      ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', path.join(bench.app.dir, 'objects', key)],
      { encoding: 'utf8' },
    ),
  )

const ledger = async () => {
  const entries = await bench.ctx.db.creditEntry.findMany({ where: { workspaceId: bench.ctx.workspaceId } })
  return { sum: entries.reduce((sum, { amount }) => sum + amount, 0), ...(await getSummary(bench.ctx)) }
}

describe('the whole path', () => {
  let project: ProjectView

  test('an upload becomes a project’s clips by itself, each one once, paid for by the started minute', async () => {
    const before = await ledger()
    const { uploadId } = await bench.bring(bench.talk.video)
    const id = await bench.project({ uploadId })
    project = await untilStatus(id, 'ready')
    const accepted = await bench.ctx.db.moment.count({ where: { projectId: id, accepted: true } })
    expect(project.clips.length).toBe(accepted)
    expect(project.clips.map(({ state }) => state)).toEqual(project.clips.map(() => 'ready'))
    expect(project.stages.map(({ state }) => state)).toEqual(project.stages.map(() => 'done'))
    const after = await ledger()
    expect(before.balance - after.balance).toBe(1)
    expect(after.sum).toBe(after.balance)
    expect(after.reserved).toBe(0)
    expect(project.credits).toMatchObject({ reserved: 1, returned: 0, used: 1 })
  })

  test('a clip’s files are there, play as planned, and say what is said', async () => {
    const clip = await getClip(bench.ctx, { id: project.clips[0]?.id ?? '' })
    const row = await bench.ctx.db.render.findFirstOrThrow({ where: { clipId: clip.id } })
    const media = probe(row.videoKey ?? '')
    expect(media.streams[0]).toMatchObject({ width: 1080, height: 1920 })
    expect(Math.abs(Number(media.format.duration) * 1000 - clip.durationMs)).toBeLessThan(100)
    expect(clip.words.map(({ text }) => text).join(' ')).toMatch(/^Why do most gardens fail/)
    for (const key of [row.posterKey, row.srtKey, row.vttKey, row.planKey])
      expect((await bench.ctx.ports.objects.stat(key ?? ''))?.sizeBytes).toBeGreaterThan(0)
  })

  test('whoever made the project is written to, once', async () => {
    // Its own step, after the one that makes the project ready.
    const mails = await bench.until('the mail is written', async () => {
      const found = await bench.ctx.db.mail.findMany({ where: { template: 'processing-complete' } })
      return found.length > 0 ? found : undefined
    })
    expect(mails.map(({ to, key }) => [to, key])).toEqual([[bench.ctx.user.email, `project-finished:${project.id}:1`]])
  })

  test('what stages took is known afterwards, so that the next project can be told how long it will take', async () => {
    const timings = await bench.ctx.db.stageTiming.findMany({ select: { stage: true } })
    expect(timings.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['speech', 'scan', 'faces', 'renders']))
  })

  test('a range by hand and another aspect are rendered too; on Free they carry the mark', async () => {
    await bench.ctx.db.workspace.update({ where: { id: bench.ctx.workspaceId }, data: { plan: 'free' } })
    const { id } = await createFromRange(bench.ctx, { projectId: project.id, startMs: 13_000, endMs: 16_000 })
    const { renderId } = await requestRender(bench.ctx, { id, aspect: '1:1', framing: 'fit', captions: 'none' })
    const clip = await bench.until('both are rendered', async () => {
      const view = await getClip(bench.ctx, { id })
      return view.renders.every(({ state }) => state === 'ready') ? view : undefined
    })
    expect(clip.renders.map(({ hasWatermark }) => hasWatermark)).toEqual([true, true])
    expect(clip.boundary?.startsAt).toBeDefined()
    expect(clip.features.length).toBeGreaterThan(0)
    const square = await bench.ctx.db.render.findUniqueOrThrow({ where: { id: renderId } })
    expect(probe(square.videoKey ?? '').streams[0]).toMatchObject({ width: 1080, height: 1080 })
    const again = await requestRender(bench.ctx, { id, aspect: '1:1', framing: 'fit', captions: 'none' })
    expect(again).toEqual({ renderId })
  })
})

test('a cancelled project leaves no ffmpeg, and no credit', async () => {
  const before = await ledger()
  const { uploadId } = await bench.bring(bench.talk.video)
  const id = await bench.project({ uploadId, settings: { captions: 'simple' } })
  await ffmpegOfRender(id)
  await cancelProject(bench.ctx, { id })
  const isOver = async () => (descendants(worker.pid, 'ffmpeg').length === 0 ? true : undefined)
  await bench.until('no ffmpeg', isOver, endsWithinMs)
  const after = await ledger()
  expect(after.balance).toBe(before.balance)
  expect(after.sum).toBe(after.balance)
  expect((await getProject(bench.ctx, { id })).clips.map(({ state }) => state)).not.toContain('rendering')

  await retryProject(bench.ctx, { id })
  const project = await untilStatus(id, 'ready')
  expect(project.credits.used).toBe(1)
  expect((await ledger()).balance).toBe(before.balance - 1)
})

test('a worker that is stopped in the middle of a render leaves no ffmpeg and hands the work back; the next one ends it', async () => {
  const { uploadId } = await bench.bring(bench.talk.video)
  const id = await bench.project({ uploadId, settings: { captions: 'highContrast' } })
  // What stands still can't end in the time that a worker leaves to what is short.
  await ffmpegOfRender(id, (pid) => process.kill(pid, 'SIGSTOP'))
  expect(await worker.stop()).toBe(0)
  await bench.until(
    'nothing of it lives',
    async () => (processesNaming(bench.app.dir).length === 0 ? true : undefined),
    endsWithinMs,
  )
  const render = await bench.ctx.db.render.findFirstOrThrow({ where: { clip: { projectId: id } } })
  expect([render.state, render.failure]).toEqual(['rendering', null])
  worker = await bench.startWorker()
  expect((await untilStatus(id, 'ready')).clips.map(({ state }) => state)).toEqual(['ready'])
})

test('work that cannot be done fails in plain words and costs nothing', async () => {
  const before = await ledger()
  const { uploadId } = await bench.bring(bench.talk.video)
  const upload = await bench.until('it is checked', async () => {
    const row = await bench.ctx.db.upload.findUniqueOrThrow({ where: { id: uploadId }, include: { source: true } })
    return row.source ?? undefined
  })
  await bench.ctx.db.source.update({
    where: { id: upload.id },
    data: { objectKey: `sources/${bench.ctx.workspaceId}/gone.mp4` },
  })
  const id = await bench.project({ uploadId })
  const project = await untilStatus(id, 'failed')
  expect(project.failure).toEqual({
    code: 'not_found',
    message: 'The video of this project is no longer in the store. Bring it again.',
  })
  expect((await ledger()).balance).toBe(before.balance)
  expect(project.stages[0]?.state).toBe('failed')
})
