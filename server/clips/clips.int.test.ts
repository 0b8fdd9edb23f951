import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { purgeRemoved } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import {
  cancelRender,
  createFromRange,
  getClip,
  removeClip,
  renameClip,
  renderFileKeys,
  requestRender,
  restoreClip,
  retryRender,
} from './index'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

const choice = { aspect: '1:1', framing: 'fit', captions: 'simple' } as const
const eventsOf = (id: string) => app.sentEvents.map((event) => event.id).filter((each) => each.includes(id))

/** A project whose analysis is done, of a minute of video. */
const newProject = async () => {
  const ctx: WorkspaceContext = (await app.signIn()).workspace
  const { id } = await ctx.db.project.create({
    data: {
      title: 'A talk',
      status: 'ready',
      settings: { aspect: '9:16', framing: 'auto', captions: 'karaoke' },
      reportKey: 'there',
      createdById: ctx.user.id,
      workspace: { connect: { id: ctx.workspaceId } },
      source: {
        create: {
          workspaceId: ctx.workspaceId,
          contentHash: ctx.workspaceId,
          sizeBytes: 1,
          durationMs: 60_000,
          info: {},
          objectKey: `sources/${ctx.workspaceId}/a.mp4`,
        },
      },
    },
    select: { id: true },
  })
  return { ctx, projectId: id }
}
const newClip = async () => {
  const { ctx, projectId } = await newProject()
  const { id } = await createFromRange(ctx, { projectId, startMs: 5_000, endMs: 15_000 })
  return { ctx, projectId, id }
}
const finish = (ctx: WorkspaceContext, renderId: string, state: 'ready' | 'failed', hasWatermark = false) =>
  ctx.db.render.update({ where: { id: renderId }, data: { state, hasWatermark } })

describe('a clip by hand', () => {
  test('is one clip and one render, however often its range is asked for', async () => {
    const { ctx, projectId, id } = await newClip()
    const again = await Promise.all(
      Array.from({ length: 5 }, () => createFromRange(ctx, { projectId, startMs: 5_000, endMs: 15_000 })),
    )
    expect(new Set(again.map((each) => each.id))).toEqual(new Set([id]))
    const clip = await getClip(ctx, { id })
    expect(clip).toMatchObject({ title: 'Clip from 0:05 to 0:15', origin: 'manual', state: 'queued', boundary: null })
    expect(clip.renders.map(({ aspect, captions }) => [aspect, captions])).toEqual([['9:16', 'karaoke']])
  })

  test('is refused outside the video and before the video has been looked at', async () => {
    const { ctx, projectId } = await newProject()
    const range = { projectId, startMs: 50_000, endMs: 61_000 }
    await expect(createFromRange(ctx, range)).rejects.toMatchObject({ code: 'invalid_request' })
    await ctx.db.project.update({ where: { id: projectId }, data: { reportKey: null } })
    await expect(createFromRange(ctx, { ...range, endMs: 59_000 })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a render', () => {
  test('of the same choice is the same render; a file that is ready is not made again', async () => {
    const { ctx, id } = await newClip()
    const all = await Promise.all(Array.from({ length: 5 }, () => requestRender(ctx, { id, ...choice })))
    const renderId = all[0]?.renderId ?? ''
    expect(new Set(all.map((each) => each.renderId)).size).toBe(1)
    await finish(ctx, renderId, 'ready')
    const before = eventsOf(renderId).length
    expect(await requestRender(ctx, { id, ...choice })).toEqual({ renderId })
    expect(eventsOf(renderId).length).toBe(before)
  })

  test('that carries the mark is made anew once the plan has none', async () => {
    const { ctx, id } = await newClip()
    const { renderId } = await requestRender(ctx, { id, ...choice })
    await finish(ctx, renderId, 'ready', true)
    await requestRender(ctx, { id, ...choice })
    expect(eventsOf(renderId).at(-1)).toBe(`render-requested:${renderId}:2:0`)
  })

  test('can be cancelled while it is under way and tried again when it has ended badly, each once', async () => {
    const { ctx, id } = await newClip()
    const { renderId } = await requestRender(ctx, { id, ...choice })
    await expect(retryRender(ctx, { renderId })).rejects.toMatchObject({ code: 'conflict' })
    const cancels = await Promise.allSettled([1, 2, 3].map(() => cancelRender(ctx, { renderId })))
    expect(cancels.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    const retries = await Promise.allSettled([1, 2, 3].map(() => retryRender(ctx, { renderId })))
    expect(retries.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(eventsOf(renderId)).toEqual([
      `render-requested:${renderId}:1:0`,
      `render-cancelled:${renderId}:1:0`,
      `render-requested:${renderId}:2:0`,
    ])
    await finish(ctx, renderId, 'ready')
    await expect(cancelRender(ctx, { renderId })).rejects.toMatchObject({ code: 'conflict' })
    await expect(retryRender(ctx, { renderId })).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('removing stops its renders, can be undone for ten seconds, and then takes every file along', async () => {
  const { ctx, id } = await newClip()
  const { renderId } = await requestRender(ctx, { id, ...choice })
  const keys = Object.values(renderFileKeys(ctx.workspaceId, id, renderId))
  for (const key of keys) await ctx.ports.objects.put(key, Buffer.from('x'), { contentType: 'video/mp4' })
  await removeClip(ctx, { id })
  expect((await ctx.db.render.findUniqueOrThrow({ where: { id: renderId } })).state).toBe('cancelled')
  await restoreClip(ctx, { id })
  await removeClip(ctx, { id })
  app.advance(10_001)
  await expect(restoreClip(ctx, { id })).rejects.toMatchObject({ code: 'gone' })
  app.advance(60_000)
  await purgeRemoved(app.ctx)
  expect(await Promise.all(keys.map((key) => ctx.ports.objects.stat(key)))).toEqual(keys.map(() => undefined))
  await expect(restoreClip(ctx, { id })).rejects.toMatchObject({ code: 'not_found' })
})

test('another workspace’s clip is nobody’s: every verb answers not_found and changes nothing', async () => {
  const { ctx, projectId, id } = await newClip()
  const stranger = (await app.signIn()).workspace
  const renderId = (await requestRender(ctx, { id, ...choice })).renderId
  const before = JSON.stringify(await getClip(ctx, { id }))
  const attempts = [
    () => getClip(stranger, { id }),
    () => renameClip(stranger, { id, title: 'Mine' }),
    () => removeClip(stranger, { id }),
    () => restoreClip(stranger, { id }),
    () => requestRender(stranger, { id, ...choice }),
    () => retryRender(stranger, { renderId }),
    () => cancelRender(stranger, { renderId }),
    () => createFromRange(stranger, { projectId, startMs: 0, endMs: 9_000 }),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  expect(JSON.stringify(await getClip(ctx, { id }))).toBe(before)
})
