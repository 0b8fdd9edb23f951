import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { getProject } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { door } from '@/server/testing/door'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { createGate } from './gate'
import { runStage, type StageOutcome } from './run-stage'
import type { ProjectRun, WorkContext } from './work-context'

let app: TestApp
let media: TestContext
let ctx: WorkspaceContext
let run: ProjectRun
beforeAll(async () => {
  app = await openTestApp()
  media = await openTestContext()
  ctx = (await app.signIn()).workspace
})
afterAll(async () => {
  await media?.close()
  await app?.close()
})
beforeEach(async () => {
  const { id: projectId } = await ctx.db.project.create({
    data: {
      workspaceId: ctx.workspaceId,
      createdById: ctx.user.id,
      title: 'A talk',
      settings: {},
      status: 'working',
      attempt: 1,
      runId: 'run',
    },
  })
  run = { projectId, workspaceId: ctx.workspaceId, attempt: 1, runId: 'run' }
})

/** A worker on a machine of its own. */
const worker = (): WorkContext => ({
  ...app.ctx,
  media: media.ctx,
  gates: { analysis: createGate(1), renders: createGate(1) },
  maxArtifactBytes: 1e9,
})
const speech = () => ctx.db.projectStage.findFirst({ where: { projectId: run.projectId, stage: 'speech' } })
const stateOf = async () => (await speech())?.state

/** What works until it is stopped, as ffmpeg does. */
const untilStopped =
  (begun: ReturnType<typeof door>) =>
  ({ signal }: { readonly signal: AbortSignal }): Promise<StageOutcome> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('ffmpeg was stopped')))
      begun.open()
    })

describe('two workers at one step of one run', () => {
  test('the one that stood still and goes on writes nothing more, and says that the step is to be tried again', async () => {
    const [begun, thawed] = [door(), door()]
    const frozen = runStage(worker(), run, 'speech', 1_000, async () => {
      begun.open()
      await thawed.opened
      return { note: 'Heard by the one that stood still.' }
    })
    await begun.opened
    await runStage(worker(), run, 'speech', 1_000, async () => ({ note: 'Heard by the other one.' }))
    const closed = await speech()
    thawed.open()
    await expect(frozen).rejects.toMatchObject({ code: 'taken_over' })
    expect(await speech()).toEqual(closed)
  })

  test('what the one that stood still says of its own failure is not kept beside the work of the other one', async () => {
    const [begun, thawed] = [door(), door()]
    const frozen = runStage(worker(), run, 'speech', 1_000, async () => {
      begun.open()
      await thawed.opened
      throw new DomainError(
        'media_tool_timeout',
        'ffmpeg took longer than it may: the clock went on while it stood still.',
      )
    })
    await begun.opened
    await ctx.db.project.update({ where: { id: run.projectId }, data: { holder: 'another worker' } })
    thawed.open()
    await expect(frozen).rejects.toMatchObject({ code: 'taken_over' })
  })

  test('what the earlier one does is stopped as soon as the later one has begun', async () => {
    const begun = door()
    const frozen = runStage(worker(), run, 'speech', 1_000, untilStopped(begun))
    const told = expect(frozen).rejects.toMatchObject({ code: 'taken_over' })
    await begun.opened
    await runStage(worker(), run, 'speech', 1_000, async (_media) => {
      await told
      return {}
    })
    expect(await stateOf()).toBe('done')
  })

  test('work that was cancelled is over for both', async () => {
    const begun = door()
    const working = runStage(worker(), run, 'speech', 1_000, untilStopped(begun))
    const told = expect(working).rejects.toMatchObject({ code: 'cancelled' })
    await begun.opened
    await ctx.db.project.update({ where: { id: run.projectId }, data: { status: 'cancelled' } })
    await told
  })
})

test('a stage that was closed while this one waited for its turn is not opened again', async () => {
  const work = worker()
  const leave = await work.gates.analysis.enter({ workspaceId: 'other', rank: '0', holder: '0' }, media.ctx.signal)
  let times = 0
  const waiting = runStage(work, run, 'speech', 1_000, async () => {
    times += 1
    return {}
  })
  await expect.poll(stateOf, { timeout: 30_000 }).toBe('pending')
  await expect.poll(() => work.gates.analysis.waiting, { timeout: 30_000 }).toBe(1)
  await ctx.db.projectStage.updateMany({ where: { projectId: run.projectId }, data: { state: 'done', share: 1 } })
  leave()
  await waiting
  expect(times).toBe(0)
  expect(await stateOf()).toBe('done')
})

test('a stage that waits for its turn says so: no stage is under way, and how long it takes is not told', async () => {
  const { sourceId } = await bringSource()
  await ctx.db.project.update({ where: { id: run.projectId }, data: { sourceId } })
  const work = worker()
  const leave = await work.gates.analysis.enter({ workspaceId: 'other', rank: '0', holder: '0' }, media.ctx.signal)
  const [begun, ended] = [door(), door()]
  const working = runStage(work, run, 'speech', 1_000, async () => {
    begun.open()
    await ended.opened
    return {}
  })
  const view = () => getProject(ctx, { id: run.projectId })
  await expect
    .poll(view, { timeout: 30_000 })
    .toMatchObject({ status: 'working', stage: null, isInLine: true, timeLeftMs: null })
  leave()
  await begun.opened
  expect(await view()).toMatchObject({
    stage: { id: 'speech' },
    isInLine: false,
    timeLeftMs: [expect.any(Number), expect.any(Number)],
  })
  ended.open()
  await working
})

const bringSource = async (): Promise<{ sourceId: string }> => {
  const { id } = await ctx.db.source.create({
    data: {
      workspaceId: ctx.workspaceId,
      contentHash: '0'.repeat(64),
      sizeBytes: 1,
      durationMs: 60_000,
      info: { video: null, audioIndex: null, notes: [], durationMs: 60_000 },
      objectKey: `sources/${ctx.workspaceId}/${'0'.repeat(64)}.mp4`,
    },
  })
  return { sourceId: id }
}
