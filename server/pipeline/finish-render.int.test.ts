import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cancelRender, removeClip, renderFileKeys, requestRender, retryRender } from '@/server/clips'
import type { WorkspaceContext } from '@/server/context'
import { cancelProject, purgeRemoved } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { lockWaiters } from '@/server/testing/lock-waiters'
import { addClip, holder, madeFiles, queueProject, workOn } from '@/server/testing/project-at-work'
import { beginRender } from './begin-render'
import { finishRender } from './finish-render'

let app: TestApp
let ctx: WorkspaceContext
let projectId: string
let clipId: string
let renderId: string
beforeAll(async () => {
  app = await openTestApp()
  ctx = (await app.signIn()).workspace
})
afterAll(() => app.close())

beforeEach(async () => {
  projectId = await queueProject(ctx)
  await workOn(ctx, projectId)
  ;({ clipId, renderId } = await addClip(ctx, projectId, 'rendering'))
  for (const key of keys()) await ctx.ports.objects.put(key, Buffer.from('whole'), { contentType: 'video/mp4' })
})

const keys = () => Object.values(renderFileKeys(ctx.workspaceId, clipId, renderId))
const files = async () => (await Promise.all(keys().map((key) => ctx.ports.objects.stat(key)))).filter(Boolean).length
const row = () => ctx.db.render.findUniqueOrThrow({ where: { id: renderId } })
const finish = (runId: string, attempt = 1) =>
  finishRender(
    app.ctx,
    { renderId, workspaceId: ctx.workspaceId, attempt, runId, holder },
    { clipId, projectId, hasWatermark: false },
    madeFiles,
  )
const cancelled = { code: 'cancelled' }

describe('a run that comes too late', () => {
  test('leaves the files of a clip that another run has finished in the meantime', async () => {
    await ctx.db.render.update({ where: { id: renderId }, data: { runId: 'second' } })
    await finish('second')
    await expect(finish('gone')).rejects.toMatchObject(cancelled)
    expect(await row()).toMatchObject({ state: 'ready', videoKey: keys()[0] })
    expect(await files()).toBe(5)
  })

  test('leaves the files to the retry that followed a cancel at once', async () => {
    await cancelRender(ctx, { renderId })
    await retryRender(ctx, { renderId })
    await expect(finish('gone')).rejects.toMatchObject(cancelled)
    expect(await files()).toBe(5)
    await beginRender(app.ctx, { renderId, workspaceId: ctx.workspaceId, attempt: 2, runId: 'next' })
    await finish('next', 2)
    await expect(finish('gone')).rejects.toMatchObject(cancelled)
    expect(await row()).toMatchObject({ state: 'ready', attempt: 2 })
    expect(await files()).toBe(5)
  })

  test('takes its files along when it was cancelled in its last moment, and no address of them stays behind', async () => {
    await finish('gone')
    await ctx.db.render.update({ where: { id: renderId }, data: { state: 'rendering', attempt: 2 } })
    await cancelProject(ctx, { id: projectId })
    await expect(finish('gone', 2)).rejects.toMatchObject(cancelled)
    expect(await row()).toMatchObject({ state: 'cancelled', videoKey: null, posterKey: null, planKey: null })
    expect(await files()).toBe(0)
  })

  test('takes its files along when the clip was removed and purged', async () => {
    await removeClip(ctx, { id: clipId })
    app.advance(60_000)
    await purgeRemoved(app.ctx)
    for (const key of keys()) await ctx.ports.objects.put(key, Buffer.from('late'), { contentType: 'video/mp4' })
    await expect(finish('gone')).rejects.toMatchObject(cancelled)
    expect(await files()).toBe(0)
  })
})

describe('a render', () => {
  test('of a project that was stopped is not begun, even when one was left in the queue', async () => {
    await cancelProject(ctx, { id: projectId })
    await ctx.db.render.update({ where: { id: renderId }, data: { state: 'queued', runId: null } })
    const run = { renderId, workspaceId: ctx.workspaceId, attempt: 1, runId: 'next' }
    expect(await beginRender(app.ctx, run)).toBeNull()
    expect(await row()).toMatchObject({ state: 'queued' })
  })

  test('that is asked for while the project is being cancelled is stopped with it or refused, never left to be made free', async () => {
    const choice = { aspect: '1:1', framing: 'fit', captions: 'none' } as const
    const other = await app.database.pool.connect()
    const waiting = () => lockWaiters(app.database.pool)
    // Somebody who asks for the same and has not decided yet: whoever comes now has to wait, with its own decision made.
    await other.query('BEGIN')
    await other.query(
      `INSERT INTO "Render" ("id", "clipId", "workspaceId", "aspect", "framing", "captions") VALUES ('other', $1, $2, '1:1', 'fit', 'none')`,
      [clipId, ctx.workspaceId],
    )
    const asked = requestRender(ctx, { id: clipId, ...choice })
    await expect.poll(waiting).toBe(1)
    let isStopped = false
    const stopped = cancelProject(ctx, { id: projectId }).then(() => {
      isStopped = true
    })
    await expect.poll(async () => isStopped || (await waiting()) === 2).toBe(true)
    await other.query('ROLLBACK')
    other.release()
    await Promise.allSettled([asked, stopped])
    const states = await ctx.db.render.findMany({ where: { clipId }, select: { state: true } })
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['cancelled']))
  })
})
