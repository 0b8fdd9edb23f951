import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { limits } from '@/server/media/limits'
import { createProject, createProjectSchema, purgeRemoved, removeProject } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { cancelUpload, getStorageUse, getUpload, listUploads, sweepSources } from '.'

let app: TestApp
let ctx: WorkspaceContext
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app?.close())
beforeEach(async () => {
  ctx = (await app.signIn()).workspace
})

const hourMs = 3_600_000
/** By the clock that the tests move: columns of the database's own would stay behind it. */
const now = () => new Date(app.ctx.clock.now())

const bringSource = async () => {
  const contentHash = randomBytes(32).toString('hex')
  const objectKey = `sources/${ctx.workspaceId}/${contentHash}.mp4`
  const thumbnailKey = `thumbnails/${ctx.workspaceId}/${contentHash}.jpg`
  for (const key of [objectKey, thumbnailKey])
    await ctx.ports.objects.put(key, Buffer.from('abc'), { contentType: 'video/mp4' })
  return ctx.db.source.create({
    data: {
      ...{ workspaceId: ctx.workspaceId, contentHash, objectKey, thumbnailKey, sizeBytes: 3, durationMs: 60_000 },
      info: { durationMs: 60_000, video: null, audioIndex: null, notes: [] },
      createdAt: now(),
    },
  })
}
const bringUpload = (sourceId: string, by: WorkspaceContext = ctx) =>
  ctx.db.upload.create({
    data: {
      ...{ workspaceId: ctx.workspaceId, userId: by.user.id, kind: 'file', fileName: 'talk.mp4', state: 'ready' },
      ...{ sizeBytes: 3, offsetBytes: 3, sourceId, createdAt: now(), updatedAt: now(), expiresAt: now() },
    },
  })
const isStored = async ({ objectKey, thumbnailKey }: { objectKey: string; thumbnailKey: string | null }) =>
  (await Promise.all([objectKey, thumbnailKey ?? ''].map((key) => ctx.ports.objects.stat(key)))).map(
    (found) => found !== undefined,
  )
const startWith = (uploadId: string) => createProject(ctx, createProjectSchema.parse({ uploadId }))

describe('a video that arrived and was not started with', () => {
  test('is listed for whoever brought it until something is started with it, then with its project', async () => {
    const source = await bringSource()
    const { id } = await bringUpload(source.id)
    app.advance(30 * hourMs)
    const other = (await app.signIn({ workspaceId: ctx.workspaceId, role: 'editor' })).workspace
    expect(await listUploads(ctx)).toMatchObject([{ id, state: 'ready', isYours: true, project: null }])
    expect(await listUploads(other)).toMatchObject([{ id, isYours: false }])
    const project = await startWith(id)
    expect(await listUploads(ctx)).toEqual([])
    const again = await bringUpload(source.id)
    const { id: second } = await startWith(again.id)
    expect(await listUploads(ctx)).toMatchObject([{ id: again.id, project: { id: second } }])
    expect(second).not.toBe(project.id)
  })

  test('is gone with its file, its picture and its share of the storage once it is left out', async () => {
    const source = await bringSource()
    const { id } = await bringUpload(source.id)
    expect((await getStorageUse(ctx)).usedBytes).toBe(3)
    await cancelUpload(ctx, { id })
    await cancelUpload(ctx, { id })
    expect(await isStored(source)).toEqual([false, false])
    expect((await getStorageUse(ctx)).usedBytes).toBe(0)
    expect(await getUpload(ctx, { id })).toMatchObject({ state: 'cancelled', source: null })
    await expect(startWith(id)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('stays when the same bytes came another time, and when a project was made of them', async () => {
    const source = await bringSource()
    const [first, second] = [await bringUpload(source.id), await bringUpload(source.id)]
    await cancelUpload(ctx, { id: first.id })
    expect(await isStored(source)).toEqual([true, true])
    await startWith(second.id)
    await expect(cancelUpload(ctx, { id: second.id })).rejects.toMatchObject({ code: 'conflict' })
    const third = await bringUpload(source.id)
    await cancelUpload(ctx, { id: third.id })
    expect(await isStored(source)).toEqual([true, true])
    expect(await getUpload(ctx, { id: second.id })).toMatchObject({ state: 'ready', source: { id: source.id } })
  })

  test('is nobody else’s to leave out', async () => {
    const source = await bringSource()
    const { id } = await bringUpload(source.id)
    const stranger = (await app.signIn()).workspace
    await expect(cancelUpload(stranger, { id })).rejects.toMatchObject({ code: 'not_found' })
    expect(await isStored(source)).toEqual([true, true])
  })

  test('goes by itself after three days, unless a project stands on it or it came again', async () => {
    const [unused, used, again] = [await bringSource(), await bringSource(), await bringSource()]
    const { id } = await bringUpload(unused.id)
    await bringUpload(again.id)
    await startWith((await bringUpload(used.id)).id)
    app.advance((limits.uploadKeepHours - 1) * hourMs)
    await bringUpload(again.id)
    await sweepSources(app.ctx)
    expect(await isStored(unused)).toEqual([true, true])
    app.advance(2 * hourMs)
    expect(await sweepSources(app.ctx)).toMatchObject({ removed: expect.any(Number) })
    expect(await isStored(unused)).toEqual([false, false])
    expect(await getUpload(ctx, { id })).toMatchObject({ state: 'cancelled', failure: { code: 'gone' } })
    expect([await isStored(used), await isStored(again)]).toEqual([
      [true, true],
      [true, true],
    ])
  })
})

test('nothing is started with the upload of a video that went with its project: it would wait for ever', async () => {
  const source = await bringSource()
  const { id } = await bringUpload(source.id)
  const project = await startWith(id)
  await removeProject(ctx, project)
  app.advance(60_000)
  await purgeRemoved(app.ctx)
  expect(await isStored(source)).toEqual([false, false])
  await expect(startWith(id)).rejects.toMatchObject({ code: 'conflict' })
})

test('however many files are on their way, each is listed with the project that waits for it, so that none is cut twice', async () => {
  const { workspaceId } = ctx
  const waits = new Map<string, string>()
  for (let count = 0; count < 15; count++) {
    const { id } = await ctx.db.upload.create({
      data: { workspaceId, userId: ctx.user.id, kind: 'file', fileName: 'talk.mp4', expiresAt: now() },
    })
    const project = { workspaceId, createdById: ctx.user.id, title: `Talk ${count}`, uploadId: id, settings: {} }
    waits.set(id, (await ctx.db.project.create({ data: project })).id)
  }
  const listed = await listUploads(ctx)
  expect(new Map(listed.map(({ id, project }) => [id, project?.id]))).toEqual(waits)
})
