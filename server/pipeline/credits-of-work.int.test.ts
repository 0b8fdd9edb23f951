import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  cancelRender,
  createFromRange,
  findMore,
  removeClip,
  renderFileKeys,
  requestRender,
  retryRender,
} from '@/server/clips'
import type { WorkspaceContext } from '@/server/context'
import { getSummary } from '@/server/credits'
import {
  cancelProject,
  getProject,
  type ProjectView,
  purgeRemoved,
  removeProject,
  restoreProject,
  retryProject,
} from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { type AddedClip, addClip, holder, madeFiles, queueProject, workOn } from '@/server/testing/project-at-work'
import { unlimited } from '@/server/testing/unlimited'
import { closeProject } from './close-project'
import { failProject } from './fail'
import { finishRender } from './finish-render'
import { notifyOwner } from './notify-owner'

const minutes = 12
const all = 150

let app: TestApp
let ctx: WorkspaceContext
let id: string
beforeAll(async () => {
  app = await openTestApp({ ports: { rateLimiter: unlimited } })
})
afterAll(() => app.close())

beforeEach(async () => {
  ctx = (await app.signIn()).workspace
  id = await queueProject(ctx, minutes)
})

const balance = async () => (await getSummary(ctx)).balance
const place = () => ({ projectId: id, workspaceId: ctx.workspaceId })
const close = () => closeProject(app.ctx, place())
const view = (): Promise<ProjectView> => getProject(ctx, { id })
const entries = async () =>
  (await ctx.db.creditEntry.findMany({ where: { projectId: id }, orderBy: { id: 'asc' } })).map(
    ({ kind, amount }) => `${kind} ${amount}`,
  )

/** As the run does that has rendered it. */
const finish = async ({ renderId, clipId }: AddedClip) => {
  const { workspaceId } = ctx
  await ctx.ports.objects.put(renderFileKeys(workspaceId, clipId, renderId).video, Buffer.from('x'), {
    contentType: 'video/mp4',
  })
  const { attempt } = await ctx.db.render.findUniqueOrThrow({ where: { id: renderId } })
  const run = { renderId, workspaceId, attempt, runId: 'gone', holder }
  await finishRender(app.ctx, run, { clipId, projectId: id, hasWatermark: false }, madeFiles)
}

/** Two clips, the first of which can be watched. */
const deliverFirst = async () => {
  await workOn(ctx, id)
  const [first, second] = [await addClip(ctx, id, 'rendering'), await addClip(ctx, id, 'rendering')]
  await finish(first)
  return { first, second }
}

describe('cancelling', () => {
  test('after a clip was finished uses the credits, once; the page says so before and after; starting again costs no more', async () => {
    const { second } = await deliverFirst()
    expect((await view()).credits).toMatchObject({ reserved: 12, used: null, keptIfCancelled: 12 })
    const cancels = await Promise.allSettled(Array.from({ length: 5 }, () => cancelProject(ctx, { id })))
    expect(cancels.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(await balance()).toBe(all - minutes)
    const stopped = await view()
    expect(stopped).toMatchObject({
      status: 'cancelled',
      canCut: false,
      credits: { reserved: 12, returned: 0, used: 12, keptIfCancelled: 0, toStartAgain: 0 },
    })
    expect(stopped.clips.map(({ state }) => state)).toEqual(['ready', 'cancelled'])

    await retryProject(ctx, { id })
    expect((await view()).credits).toMatchObject({ reserved: 0, used: 12 })
    await workOn(ctx, id)
    await retryRender(ctx, { renderId: second.renderId })
    await ctx.db.render.update({ where: { id: second.renderId }, data: { state: 'rendering', runId: 'gone', holder } })
    await finish(second)
    expect(await close()).toBe('ready')
    expect((await view()).credits).toMatchObject({ used: 12 })
    expect(await balance()).toBe(all - minutes)
    expect(await entries()).toEqual(['reserve -12', 'settle 0', 'reserve 0', 'settle 0'])
  })

  test('before any clip was finished gives all back, and nothing can be made of it until it is started again', async () => {
    await workOn(ctx, id)
    const { renderId, clipId } = await addClip(ctx, id, 'rendering')
    expect((await view()).credits).toMatchObject({ keptIfCancelled: 0 })
    await cancelProject(ctx, { id })
    expect(await balance()).toBe(all)
    expect(await view()).toMatchObject({
      canCut: false,
      credits: { reserved: 12, returned: 12, used: null, toStartAgain: 12 },
    })
    const refused = { code: 'conflict', message: expect.stringContaining('Start the project again first') }
    const ways = [
      () => retryRender(ctx, { renderId }),
      () => requestRender(ctx, { id: clipId, aspect: '1:1', framing: 'fit', captions: 'none' }),
      () => createFromRange(ctx, { projectId: id, startMs: 20_000, endMs: 30_000 }),
    ]
    for (const way of ways) await expect(way()).rejects.toMatchObject(refused)
    expect(await ctx.db.render.count({ where: { clip: { projectId: id }, state: 'queued' } })).toBe(0)
    await retryProject(ctx, { id })
    for (const way of ways) await expect(way()).rejects.toMatchObject({ code: 'conflict' })
    await ctx.db.project.update({ where: { id }, data: { status: 'working' } })
    for (const way of ways) await way()
    expect(await balance()).toBe(all - minutes)
  })

  test('counts a clip that was cut by hand: it stays too', async () => {
    await workOn(ctx, id)
    await addClip(ctx, id, 'queued')
    const { id: clipId } = await createFromRange(ctx, { projectId: id, startMs: 20_000, endMs: 30_000 })
    const render = await ctx.db.render.findFirstOrThrow({ where: { clipId } })
    await ctx.db.render.update({ where: { id: render.id }, data: { state: 'rendering', runId: 'gone', holder } })
    await finish({ renderId: render.id, clipId })
    await cancelProject(ctx, { id })
    expect(await balance()).toBe(all - minutes)
  })

  test('by removing the project does the same; undo brings back what was paid for', async () => {
    await deliverFirst()
    await removeProject(ctx, { id })
    expect(await balance()).toBe(all - minutes)
    await restoreProject(ctx, { id })
    expect(await view()).toMatchObject({ status: 'cancelled', readyCount: 1, credits: { used: 12, toStartAgain: 0 } })
  })

  test.each([1, 2, 3, 4, 5, 6])('against closing and the last clip, in any order, has one effect (%s)', async () => {
    const { second } = await deliverFirst()
    await Promise.allSettled([finish(second), close(), cancelProject(ctx, { id }), close(), cancelProject(ctx, { id })])
    await close()
    const { status, credits } = await view()
    expect(['cancelled', 'ready']).toContain(status)
    expect(credits.used).toBe(12)
    expect(await entries()).toEqual(['reserve -12', 'settle 0'])
    expect(await balance()).toBe(all - minutes)
  })

  test.each([1, 2, 3, 4])(
    'against a first clip: it gives all back and the clip is gone, or the clip stays and is paid for (%s)',
    async () => {
      await workOn(ctx, id)
      const only = await addClip(ctx, id, 'rendering')
      await Promise.allSettled([finish(only), cancelProject(ctx, { id })])
      const { readyCount } = await view()
      expect(await balance()).toBe(all - readyCount * minutes)
      expect((await entries()).length).toBe(2)
    },
  )

  test.each([1, 2, 3, 4])(
    'a removal against a new start leaves no credits reserved for what nobody sees (%s)',
    async () => {
      await cancelProject(ctx, { id })
      await Promise.allSettled([retryProject(ctx, { id }), removeProject(ctx, { id })])
      expect(await getSummary(ctx)).toMatchObject({ balance: all, reserved: 0 })
      expect(await ctx.db.project.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'cancelled' })
    },
  )
})

describe('a failure', () => {
  test('is ours and gives all back, finished clips or not; the next attempt is paid for in full', async () => {
    await deliverFirst()
    const run = { ...place(), attempt: 1, runId: null }
    expect(await failProject(app.ctx, run, { code: 'internal', message: 'Our fault.' })).toBe(true)
    expect(await balance()).toBe(all)
    expect(await view()).toMatchObject({
      readyCount: 1,
      canCut: false,
      credits: { returned: 12, used: null, toStartAgain: 12 },
    })
    await retryProject(ctx, { id })
    expect(await balance()).toBe(all - minutes)
    await workOn(ctx, id)
    expect(await close()).toBe('ready')
    expect((await view()).credits).toMatchObject({ used: 12 })
    expect(await balance()).toBe(all - minutes)
  })
})

describe('removing clips', () => {
  test('that were finished gives nothing back, even when they are purged before the last one ends', async () => {
    const { first, second } = await deliverFirst()
    await removeClip(ctx, { id: first.clipId })
    app.advance(60_000)
    await purgeRemoved(app.ctx)
    expect(await ctx.db.clip.count({ where: { id: first.clipId } })).toBe(0)
    await removeClip(ctx, { id: second.clipId })
    expect(await close()).toBe('ready')
    expect(await view()).toMatchObject({ clipCount: 0, credits: { returned: 0, used: 12 } })
    expect(await balance()).toBe(all - minutes)
    await notifyOwner(app.ctx, place())
    expect(await ctx.db.mail.count({ where: { key: `project-finished:${id}:1` } })).toBe(0)
  })

  test('one of which was finished does not make a failure of another free', async () => {
    const { first, second } = await deliverFirst()
    await removeClip(ctx, { id: first.clipId })
    await ctx.db.render.update({ where: { id: second.renderId }, data: { state: 'failed' } })
    expect(await close()).toBe('ready')
    expect(await balance()).toBe(all - minutes)
  })

  test('or stopping their renders before they were made does not make what was found free', async () => {
    await workOn(ctx, id)
    const [first, second] = [await addClip(ctx, id, 'queued'), await addClip(ctx, id, 'queued')]
    await removeClip(ctx, { id: first.clipId })
    await cancelRender(ctx, second)
    expect(await close()).toBe('ready')
    expect(await balance()).toBe(all - minutes)
    await retryRender(ctx, second)
  })
})

describe('a video in which nothing was found', () => {
  beforeEach(async () => {
    await workOn(ctx, id)
    expect(await close()).toBe('ready')
  })
  const cut = (startMs: number) => createFromRange(ctx, { projectId: id, startMs, endMs: startMs + 5_000 })

  test('costs nothing; the first clip that is cut from it by hand takes its credits, once, and others no more', async () => {
    expect((await view()).credits).toMatchObject({ reserved: 12, returned: 12, used: 0, toCut: 12 })
    expect(await balance()).toBe(all)
    await Promise.all([0, 6_000, 12_000].map(cut))
    expect(await view()).toMatchObject({ clipCount: 3, credits: { used: 12, toCut: 0 } })
    expect(await getSummary(ctx)).toMatchObject({ balance: all - minutes, reserved: 0 })
    await cut(18_000)
    expect(await balance()).toBe(all - minutes)
  })

  test('takes nothing from who asks for more of it when there is no more', async () => {
    expect(await findMore(ctx, { projectId: id })).toEqual({ ids: [] })
    expect(await balance()).toBe(all)
  })

  test('gives no clip to whose balance is short: it says what is needed, and leaves nothing behind', async () => {
    const others = await queueProject(ctx, 119)
    await queueProject(ctx, 20)
    await expect(cut(0)).rejects.toMatchObject({
      code: 'insufficient_credits',
      details: { needed: 12, balance: 11 },
    })
    expect(await view()).toMatchObject({ clipCount: 0, credits: { used: 0, toCut: 12 } })
    await cancelProject(ctx, { id: others })
    await cut(0)
  })
})

test('projects that are begun at once in one workspace are all accepted', async () => {
  await Promise.all(Array.from({ length: 8 }, () => queueProject(ctx, 1)))
  expect(await getSummary(ctx)).toMatchObject({ balance: all - minutes - 8, reserved: minutes + 8 })
})
