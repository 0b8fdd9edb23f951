import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { savePicture, saveSpeech } from '@/server/analysis'
import type { WorkspaceContext } from '@/server/context'
import { silentTranscript } from '@/server/media/transcript/silent-transcript'
import { cancelProject, defaultSettings } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { lockWaiters } from '@/server/testing/lock-waiters'
import { bringSource } from '@/server/testing/project-at-work'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { createGate } from './gate'
import { requireHeld } from './project-beat'
import { clipsStage } from './stages-chosen'
import type { ProjectRun, WorkContext } from './work-context'

const momentCount = 8
const momentAt = (position: number) => ({ startMs: position * 10_000, endMs: position * 10_000 + 8_000 })

let app: TestApp
let media: TestContext
let ctx: WorkspaceContext
let run: ProjectRun
beforeAll(async () => {
  app = await openTestApp()
  const named = { id: 'of this test', version: async () => '1' }
  const absent = async () => Promise.reject(new Error('Nothing is looked at or listened to here.'))
  media = await openTestContext({
    ports: { voice: { ...named, open: absent }, faces: { ...named, open: absent } },
  })
  ctx = (await app.signIn()).workspace
})
afterAll(async () => {
  await media?.close()
  await app?.close()
})

/** As the stages before it leave a project: looked at and listened to, with its moments chosen. */
beforeEach(async () => {
  const { workspaceId } = ctx
  const source = await bringSource(ctx, 2)
  const { id: projectId } = await ctx.db.project.create({
    data: {
      workspaceId,
      createdById: ctx.user.id,
      title: 'A talk',
      settings: { ...defaultSettings },
      sourceId: source.id,
      status: 'working',
      attempt: 1,
      runId: 'run',
    },
  })
  run = { projectId, workspaceId, attempt: 1, runId: 'run' }
  await saveSpeech(app.ctx, run, { transcript: silentTranscript('en'), features: null })
  await savePicture(app.ctx, run, { shots: [], motion: [], tracks: [], speakers: [] })
  await ctx.db.moment.createMany({
    data: Array.from({ length: momentCount }, (_, position) => ({
      ...{ projectId, workspaceId, position, ...momentAt(position), score: 90 - position, accepted: true },
      ...{ reason: 'Whole.', title: `Moment ${position}`, hashtags: [], features: [], boundary: {} },
    })),
  })
})

/** `mayGoOn`: what each of its transactions waits for. */
const worker = (mayGoOn: () => Promise<unknown> = async () => undefined): WorkContext => ({
  ...app.ctx,
  db: new Proxy(app.ctx.db, {
    get: (target, name) => {
      const value = Reflect.get(target, name)
      if (name !== '$transaction') return value
      return async (...given: unknown[]) => {
        await mayGoOn()
        return Reflect.apply(value, target, given)
      }
    },
  }),
  media: media.ctx,
  gates: { analysis: createGate(1), renders: createGate(1) },
  maxArtifactBytes: 1e9,
})
const renderStates = async () =>
  (await ctx.db.render.findMany({ where: { clip: { projectId: run.projectId } } })).map(({ state }) => state)

/**
 * Does it while the clip of the third moment is being written: two are there, five are still to come. `writes` is the column by which its own
 * statement is known; the work's heart, which beats meanwhile, writes none of these.
 */
const inTheMiddle = async (
  writes: 'status' | 'holder',
  happens: () => Promise<unknown>,
): Promise<PromiseSettledResult<unknown>> => {
  const { startMs, endMs } = momentAt(2)
  const other = await app.database.pool.connect()
  const waiting = (what: string) => lockWaiters(app.database.pool, what)
  await other.query('BEGIN')
  await other.query(
    `INSERT INTO "Clip" ("id", "projectId", "workspaceId", "origin", "position", "title", "score", "startMs", "endMs", "durationMs", "ranges", "features", "boundary")
     VALUES ('other', $1, $2, 'auto', 2, '', 0, $3, $4, 1, '[]', '[]', '{}')`,
    [run.projectId, run.workspaceId, startMs, endMs],
  )
  let mayGoOn: Promise<unknown> = Promise.resolve()
  const planning = clipsStage(
    worker(() => mayGoOn),
    run,
  )
  const settled = Promise.allSettled([planning])
  await expect.poll(() => waiting('^INSERT INTO .*"Clip"')).toBe(1)
  let isDone = false
  const happening = happens().finally(() => {
    isDone = true
  })
  // Of two who want a row that was held the database lets go first whoever comes first: the next clip is not begun before this has happened.
  mayGoOn = happening
  // Whoever may only write while nobody else does waits now as well.
  await expect.poll(async () => isDone || (await waiting(`^UPDATE .*"Project" SET .*"${writes}"`)) === 1).toBe(true)
  await other.query('ROLLBACK')
  other.release()
  await happening
  const [outcome] = await settled
  return outcome
}

test('planning makes a clip of each moment with its render, names the report and opens the last stage', async () => {
  expect(await clipsStage(worker(), run)).toHaveLength(momentCount)
  expect(await renderStates()).toEqual(Array(momentCount).fill('queued'))
  const { reportKey, stages } = await ctx.db.project.findUniqueOrThrow({
    where: { id: run.projectId },
    select: { reportKey: true, stages: { select: { stage: true, state: true }, orderBy: { stage: 'asc' } } },
  })
  expect(await ctx.ports.objects.stat(reportKey ?? '')).toBeDefined()
  expect(stages).toEqual([
    { stage: 'clips', state: 'done' },
    { stage: 'renders', state: 'running' },
  ])
})

describe('in the middle of planning', () => {
  test('a cancel ends it: no render is left in the queue, and none is put there any more', async () => {
    const outcome = await inTheMiddle('status', () => cancelProject(ctx, { id: run.projectId }))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
    expect(new Set(await renderStates())).toEqual(new Set(['cancelled']))
  })

  test('another worker that takes the step over is alone at it: the first one writes no clip more', async () => {
    const outcome = await inTheMiddle('holder', () =>
      ctx.db.project.update({ where: { id: run.projectId }, data: { holder: 'another worker' } }),
    )
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'taken_over' } })
    expect(await renderStates()).toHaveLength(3)
  })
})

test('who has lost the step to another worker, or the project to a cancel, is refused before it puts a file in its place', async () => {
  const held = { ...run, holder: 'the first' }
  const set = (data: { readonly holder?: string; readonly status?: 'cancelled' }) =>
    ctx.db.project.update({ where: { id: run.projectId }, data })
  await set({ holder: 'the first' })
  await requireHeld(worker(), held)
  await set({ holder: 'the second' })
  await expect(requireHeld(worker(), held)).rejects.toMatchObject({ code: 'cancelled' })
  await set({ holder: 'the first', status: 'cancelled' })
  await expect(requireHeld(worker(), held)).rejects.toMatchObject({ code: 'cancelled' })
})
