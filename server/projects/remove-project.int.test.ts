import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFromRange, getClip, retryRender } from '@/server/clips'
import type { WorkspaceContext } from '@/server/context'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { queueProject, workOn } from '@/server/testing/project-at-work'
import { removeProject, restoreProject } from './index'

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
