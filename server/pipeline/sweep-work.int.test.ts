import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { getSummary } from '@/server/credits'
import { cancelProject, getProject } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { addClip, queueProject, workOn } from '@/server/testing/project-at-work'
import { closeProject } from './close-project'
import { failProject, failRender } from './fail'
import { sweepWork } from './sweep-work'

let app: TestApp
let ctx: WorkspaceContext
beforeAll(async () => {
  app = await openTestApp()
  ctx = (await app.signIn()).workspace
})
afterAll(() => app.close())

const newProject = () => queueProject(ctx)
const eventsOf = (text: string) => app.sentEvents.map(({ id }) => id).filter((id) => id.includes(text))
const now = () => new Date(ctx.clock.now())
/** `between` happens between its two looks at what is silent. */
const sweep = (between: () => Promise<unknown> = async () => undefined) =>
  sweepWork({ ...app.ctx, clock: { ...app.ctx.clock, sleep: async () => void (await between()) } })

/** As a worker leaves it that dies while it renders. */
const withClip = async (projectId: string, state: 'ready' | 'failed' | 'rendering') => {
  await workOn(ctx, projectId)
  return (await addClip(ctx, projectId, state)).renderId
}

describe('the sweep', () => {
  test('sends a start again that nobody heard, under the same id', async () => {
    const id = await newProject()
    await sweep()
    expect(eventsOf(id)).toEqual([`project-start:${id}:1:0`])
    app.advance(61_000)
    await sweep()
    expect(eventsOf(id)).toEqual([`project-start:${id}:1:0`, `project-start:${id}:1:0`])
  })

  test('begins silent work again three times, then fails it in plain words and gives the credits back', async () => {
    const id = await newProject()
    const { balance } = await getSummary(ctx)
    await ctx.db.project.update({ where: { id }, data: { status: 'working', runId: 'gone', heartbeatAt: now() } })
    app.advance(4 * 60_000)
    expect(await sweep()).toMatchObject({ restarted: 0 })
    for (const restarts of [1, 2, 3]) {
      app.advance(5 * 60_000 + 1_000)
      await Promise.all([sweep(), sweep()])
      expect(eventsOf(id).at(-1)).toBe(`project-start:${id}:1:${restarts}`)
    }
    expect(eventsOf(id).length).toBe(4)
    app.advance(5 * 60_000 + 1_000)
    expect(await sweep()).toMatchObject({ failed: 1 })
    expect(await getProject(ctx, { id })).toMatchObject({ status: 'failed', failure: { code: 'internal' } })
    expect((await getSummary(ctx)).balance).toBe(balance + 1)
    expect(await ctx.db.mail.count({ where: { key: `project-finished:${id}:1` } })).toBe(1)
  })

  test('closes a project whose last render ended with the worker that should have closed it', async () => {
    const id = await newProject()
    await withClip(id, 'ready')
    app.advance(2 * 60_000)
    expect(await sweep()).toMatchObject({ closed: 1 })
    expect(await getProject(ctx, { id })).toMatchObject({ status: 'ready', readyCount: 1, credits: { used: 1 } })
  })

  test('begins a silent render again, and fails it with its project when that does not help', async () => {
    const id = await newProject()
    const { balance } = await getSummary(ctx)
    const renderId = await withClip(id, 'rendering')
    for (const restarts of [1, 2, 3]) {
      app.advance(5 * 60_000 + 1_000)
      await sweep()
      expect(eventsOf(renderId).at(-1)).toBe(`render-requested:${renderId}:1:${restarts}`)
    }
    app.advance(5 * 60_000 + 1_000)
    await sweep()
    expect(await getProject(ctx, { id })).toMatchObject({ status: 'failed' })
    expect((await getSummary(ctx)).balance).toBe(balance + 1)
  })
})

test('the sweep tells the owner of work that had ended when its worker died, once, and nobody of what was never begun', async () => {
  const [id, unbegun] = [await newProject(), await newProject()]
  await ctx.db.project.update({
    where: { id },
    data: { status: 'working', runId: 'dies', startedAt: now(), heartbeatAt: now() },
  })
  await failProject(app.ctx, { projectId: id, workspaceId: ctx.workspaceId, attempt: 1, runId: 'dies' })
  await ctx.db.project.update({ where: { id: unbegun }, data: { status: 'failed', finishedAt: now() } })
  const mails = () =>
    ctx.db.mail.findMany({ where: { key: { in: [id, unbegun].map((each) => `project-finished:${each}:1`) } } })
  expect(await sweep()).toMatchObject({ told: 0 })
  app.advance(61_000)
  expect(await sweep()).toMatchObject({ told: 1 })
  expect(await mails()).toMatchObject([{ key: `project-finished:${id}:1`, state: 'sent' }])
  expect(await sweep()).toMatchObject({ told: 0 })
})

test('the sweep sends no render of work that was stopped', async () => {
  const id = await newProject()
  const renderId = await withClip(id, 'rendering')
  await cancelProject(ctx, { id })
  await ctx.db.render.update({ where: { id: renderId }, data: { state: 'queued', createdAt: new Date(0) } })
  app.advance(61_000)
  await sweep()
  expect(eventsOf(`render-requested:${renderId}`)).toEqual([])
})

describe('a heart that is silent at the first look', () => {
  test('and beats by the second belongs to a computer that woke: nothing is begun again', async () => {
    const [id, other] = [await newProject(), await newProject()]
    const renderId = await withClip(other, 'rendering')
    await ctx.db.project.update({ where: { id }, data: { status: 'working', runId: 'asleep', heartbeatAt: now() } })
    app.advance(8 * 3_600_000)
    const swept = await sweep(async () => {
      await ctx.db.project.update({ where: { id }, data: { heartbeatAt: now() } })
      await ctx.db.render.update({ where: { id: renderId }, data: { heartbeatAt: now() } })
    })
    expect(swept).toMatchObject({ restarted: 0, failed: 0 })
    expect(await ctx.db.project.findUnique({ where: { id } })).toMatchObject({ runId: 'asleep', restarts: 0 })
    expect(await ctx.db.render.findUnique({ where: { id: renderId } })).toMatchObject({ runId: 'gone', restarts: 0 })
  })

  test('and is taken from its run is not that run’s to fail', async () => {
    const [id, other] = [await newProject(), await newProject()]
    const renderId = await withClip(other, 'rendering')
    await ctx.db.project.update({ where: { id }, data: { status: 'working', runId: 'gone', heartbeatAt: now() } })
    app.advance(5 * 60_000 + 1_000)
    await sweep()
    expect(eventsOf(id).at(-1)).toBe(`project-start:${id}:1:1`)
    const run = { workspaceId: ctx.workspaceId, attempt: 1, runId: 'gone' }
    expect(await failProject(app.ctx, { ...run, projectId: id })).toBe(false)
    expect(await failRender(app.ctx, { ...run, renderId })).toBe(null)
    expect(await getProject(ctx, { id })).toMatchObject({ status: 'working' })
    expect(await ctx.db.render.findUnique({ where: { id: renderId } })).toMatchObject({ state: 'rendering' })
  })
})

test('of 401 projects that wait, the one whose event was lost is sent again wherever it stands', async () => {
  const id = await newProject()
  const { sourceId } = await ctx.db.project.findUniqueOrThrow({ where: { id } })
  const row = { workspaceId: ctx.workspaceId, createdById: ctx.user.id, sourceId, title: 'Waits', settings: {} }
  await ctx.db.project.createMany({
    data: Array.from({ length: 400 }, () => ({ ...row, status: 'queued' as const, attempt: 1, updatedAt: now() })),
  })
  const waiting = await ctx.db.project.findMany({ where: { status: 'queued' }, select: { id: true } })
  app.advance(61_000)
  const before = app.sentEvents.length
  await sweep()
  const sent = new Set(app.sentEvents.slice(before).map(({ data }) => data.projectId))
  expect(waiting.filter((project) => !sent.has(project.id))).toEqual([])
  await ctx.db.project.deleteMany({ where: { title: 'Waits' } })
})

describe('closing', () => {
  test('twenty at once settle once', async () => {
    const id = await newProject()
    const { balance } = await getSummary(ctx)
    await withClip(id, 'ready')
    const place = { projectId: id, workspaceId: ctx.workspaceId }
    const closings = await Promise.all(Array.from({ length: 20 }, () => closeProject(app.ctx, place)))
    expect(closings.filter((closing) => closing === 'ready').length).toBe(1)
    expect((await getSummary(ctx)).balance).toBe(balance)
    expect(await ctx.db.creditEntry.count({ where: { key: `close:${id}:1` } })).toBe(1)
  })

  test('a project all of whose renders failed has failed, with the reason, and costs nothing', async () => {
    const id = await newProject()
    const { balance } = await getSummary(ctx)
    await withClip(id, 'failed')
    expect(await closeProject(app.ctx, { projectId: id, workspaceId: ctx.workspaceId })).toBe('failed')
    const { failure } = await getProject(ctx, { id })
    expect(failure?.message).toBe('None of the clips could be rendered. It is not what was planned.')
    expect((await getSummary(ctx)).balance).toBe(balance + 1)
  })
})
