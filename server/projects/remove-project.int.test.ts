import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFromRange, getClip, removeClip, renderFileKeys, retryRender } from '@/server/clips'
import type { WorkspaceContext } from '@/server/context'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { addClip, queueProject, workOn } from '@/server/testing/project-at-work'
import { purgeRemoved, removeProject, restoreProject } from './index'

let app: TestApp
let ctx: WorkspaceContext
let id: string
beforeAll(async () => {
  app = await openTestApp()
  ctx = (await app.signIn()).workspace
})
afterAll(() => app?.close())

beforeEach(async () => {
  id = await queueProject(ctx)
  await workOn(ctx, id)
  await ctx.db.project.update({ where: { id }, data: { status: 'ready', creditsUsed: 1 } })
})

describe('removing a project whose work is over', () => {
  test('stops the renders that were asked for since; who brings it back can try them again', async () => {
    const waiting = await createFromRange(ctx, { projectId: id, startMs: 0, endMs: 5_000 })
    const underWay = await createFromRange(ctx, { projectId: id, startMs: 10_000, endMs: 15_000 })
    const made = await createFromRange(ctx, { projectId: id, startMs: 20_000, endMs: 25_000 })
    const turn = (clipId: string, state: 'rendering' | 'ready') =>
      ctx.db.render.updateMany({ where: { clipId }, data: { state } })
    await turn(underWay.id, 'rendering')
    await turn(made.id, 'ready')
    expect(await removeProject(ctx, { id })).toBeNull()
    await restoreProject(ctx, { id })
    const views = await Promise.all([waiting, underWay, made].map((clip) => getClip(ctx, clip)))
    expect(views.map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'ready'])
    const renderIds = views.map(({ renders }) => renders[0]?.id ?? '')
    const told = app.sentEvents.map((event) => event.id).filter((each) => each.startsWith('render-cancelled'))
    expect(told.sort()).toEqual(
      renderIds
        .slice(0, 2)
        .map((renderId) => `render-cancelled:${renderId}:1:0`)
        .sort(),
    )
    for (const renderId of renderIds.slice(0, 2)) await retryRender(ctx, { renderId })
    expect((await getClip(ctx, waiting)).state).toBe('queued')
  })
})

describe('purging', () => {
  /** The app with a store that gives these files away for nothing in the world. */
  const keeping = (kept: (key: string) => boolean) => {
    const { objects } = app.ctx.ports
    const remove: typeof objects.delete = (key) =>
      kept(key) ? Promise.reject(new Error(`${key} stays`)) : objects.delete(key)
    const errors: string[] = []
    const log = { ...app.ctx.log, error: (what: string) => void errors.push(what) }
    return { errors, ctx: { ...app.ctx, log, ports: { ...app.ctx.ports, objects: { ...objects, delete: remove } } } }
  }

  test('of projects goes past those whose files can’t be deleted, however many there are; they go later', async () => {
    const stuck = [id]
    for (let more = 0; more < 25; more++) stuck.push(await queueProject(ctx))
    for (const each of stuck) await removeProject(ctx, { id: each })
    app.advance(1)
    const last = await queueProject(ctx)
    await removeProject(ctx, { id: last })
    app.advance(60_000)
    const { ctx: withStore, errors } = keeping((key) => stuck.some((each) => key.includes(each)))
    expect(await purgeRemoved(withStore)).toEqual({ projects: 1, clips: 0 })
    expect(errors).toHaveLength(stuck.length)
    expect(await ctx.db.project.count({ where: { id: { in: [...stuck, last] } } })).toBe(stuck.length)
    expect(await purgeRemoved(app.ctx)).toEqual({ projects: stuck.length, clips: 0 })
  })

  test('of clips goes past one whose files can’t be deleted, and keeps nobody waiting for the store', async () => {
    const clips = [await addClip(ctx, id, 'ready'), await addClip(ctx, id, 'ready')]
    const keys = clips.map(({ clipId, renderId }) => renderFileKeys(ctx.workspaceId, clipId, renderId).video)
    for (const key of keys) await ctx.ports.objects.put(key, Buffer.from('x'), { contentType: 'video/mp4' })
    for (const { clipId } of clips) await removeClip(ctx, { id: clipId })
    app.advance(60_000)
    const { ctx: withStore } = keeping((key) => key === keys[0])
    const { objects } = withStore.ports
    // Whoever comes to this project while its files are being deleted.
    const remove: typeof objects.delete = async (key) => {
      await ctx.db.$transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL lock_timeout = 500`
        await tx.project.update({ where: { id }, data: { title: 'Touched' } })
      })
      return objects.delete(key)
    }
    await purgeRemoved({ ...withStore, ports: { ...withStore.ports, objects: { ...objects, delete: remove } } })
    expect(await ctx.db.clip.count({ where: { projectId: id } })).toBe(0)
    expect(await ctx.ports.objects.stat(keys[1] ?? '')).toBeUndefined()
    expect(await ctx.db.project.findUniqueOrThrow({ where: { id } })).toMatchObject({ title: 'Touched' })
  })
})
