import { randomBytes } from 'node:crypto'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { bringBytes } from '@/server/testing/bring-bytes'
import { createUpload, expireUploads, getUpload, importLink, purgeObjects } from '.'

let app: TestApp
let ann: SignedInTester
const hourMs = 3_600_000

beforeAll(async () => {
  app = await openTestApp()
  ann = await app.signIn()
})
afterAll(() => app?.close())

const begin = async (sizeBytes: number, sentBytes: number): Promise<string> => {
  const { id } = await createUpload(ann.workspace, { fileName: 'talk.mp4', sizeBytes })
  await bringBytes(app, id, sentBytes)
  return id
}
/** As rows and files look to a sweep that comes so much later. */
const age = async (ms: number): Promise<void> => {
  const then = new Date(app.ctx.clock.now() - ms)
  await app.ctx.db
    .$executeRaw`UPDATE "Upload" SET "updatedAt" = "updatedAt" - ${ms} * interval '1 millisecond', "expiresAt" = "expiresAt" - ${ms} * interval '1 millisecond'`
  for (const folder of ['incoming', 'objects']) {
    const names = await readdir(path.join(app.dir, folder), { recursive: true })
    for (const name of names) await utimes(path.join(app.dir, folder, name), then, then)
  }
}

describe('the sweep of uploads', () => {
  test('leaves alone what is under way, and ends with its bytes what was abandoned', async () => {
    const id = await begin(1000, 400)
    await age(2 * hourMs)
    expect(await expireUploads(app.ctx)).toEqual({ expired: 0, handedOn: 0, swept: 0 })
    expect(await app.incoming()).toContain(id)
    await age(limits.uploadKeepHours * hourMs)
    expect(await expireUploads(app.ctx)).toMatchObject({ expired: 1 })
    expect(await app.incoming()).not.toContain(id)
    expect(await getUpload(ann.workspace, { id })).toMatchObject({ state: 'failed', failure: { code: 'gone' } })
    expect(app.eventsOf(id)).toEqual(['upload/failed'])
  })

  test('hands on what was whole when its server was killed, and again what nobody checked', async () => {
    const id = await begin(1000, 999)
    await writeFile(path.join(app.dir, 'incoming', id), randomBytes(1000))
    await age(hourMs)
    expect(await expireUploads(app.ctx)).toMatchObject({ handedOn: 1 })
    expect(await getUpload(ann.workspace, { id })).toMatchObject({ state: 'checking' })
    await age(hourMs)
    expect(await expireUploads(app.ctx)).toMatchObject({ handedOn: 1 })
    expect(app.eventsOf(id)).toEqual(['upload/received', 'upload/received'])
    expect(new Set(app.sentEvents.filter(({ data }) => data.uploadId === id).map((event) => event.id)).size).toBe(2)
  })

  test('hands on what is whole however many others were left unfinished before it', async () => {
    const { workspaceId } = ann.workspace
    const left = { workspaceId, userId: ann.user.user.id, kind: 'file', fileName: 'a.mp4', sizeBytes: 10 } as const
    const expiresAt = new Date(app.ctx.clock.now() + 24 * hourMs)
    await app.ctx.db.upload.createMany({ data: Array.from({ length: 101 }, () => ({ ...left, expiresAt })) })
    await age(hourMs)
    const { id } = await app.ctx.db.upload.create({ data: { ...left, expiresAt } })
    await writeFile(path.join(app.dir, 'incoming', id), randomBytes(10))
    await age(hourMs)
    await expireUploads(app.ctx)
    expect(await getUpload(ann.workspace, { id })).toMatchObject({ state: 'checking' })
    await app.ctx.db.upload.deleteMany()
  })

  test('asks again for a link whose request was lost, each time with an event of its own, and for none that is being fetched', async () => {
    const away = { send: () => Promise.reject(new DomainError('queue_unavailable', 'Away.')) }
    const lost = { ...ann.workspace, ports: { ...app.ctx.ports, events: away } }
    const { id } = await importLink(lost, { url: 'https://example.com/talk.mp4' })
    const sweeps = async (): Promise<number> => {
      await expireUploads(app.ctx)
      return app.eventsOf(id).length
    }
    expect(await sweeps()).toBe(0)
    await age(11 * 60_000)
    expect([await sweeps(), await sweeps()]).toEqual([1, 1])
    await age(11 * 60_000)
    expect([await sweeps(), await sweeps()]).toEqual([2, 2])
    // A worker that fetches it says so each second.
    await age(11 * 60_000)
    await app.ctx.db.upload.update({ where: { id }, data: { offsetBytes: 1 } })
    expect(await sweeps()).toBe(2)
    const sent = app.sentEvents.filter(({ data }) => data.uploadId === id)
    expect(sent.map(({ name, data }) => [name, data])).toEqual(
      Array.from({ length: 2 }, () => [
        'upload/import-requested',
        { uploadId: id, workspaceId: ann.workspace.workspaceId, userId: ann.user.user.id },
      ]),
    )
    expect(new Set(sent.map((event) => event.id)).size).toBe(2)
  })

  test('deletes bytes that belong to no upload', async () => {
    await writeFile(path.join(app.dir, 'incoming', '019b0000-0000-7000-8000-000000000000'), 'x')
    expect(await expireUploads(app.ctx)).toMatchObject({ swept: 0 })
    await age(hourMs)
    expect(await expireUploads(app.ctx)).toMatchObject({ swept: 1 })
  })
})

describe('store and tables', () => {
  const source = (name: string) => ({
    ...{
      workspaceId: ann.workspace.workspaceId,
      contentHash: name.repeat(64),
      durationMs: 1000,
      info: {},
      sizeBytes: 1,
    },
    objectKey: `sources/${ann.workspace.workspaceId}/${name}.mp4`,
    thumbnailKey: `thumbnails/${ann.workspace.workspaceId}/${name}.jpg`,
  })
  const put = (key: string) => app.ctx.ports.objects.put(key, Buffer.from('x'), { contentType: 'video/mp4' })

  test('an object without a row goes after a day; one with a row, and other kinds, stay', async () => {
    const [known, orphan] = [source('a'), source('b')]
    await app.ctx.db.source.create({ data: known })
    const clip = `clips/${ann.workspace.workspaceId}/c.mp4`
    for (const key of [known.objectKey, known.thumbnailKey, orphan.objectKey, orphan.thumbnailKey, clip]) await put(key)
    expect(await purgeObjects(app.ctx)).toEqual({ deletedKeys: 0, deletedBytes: 0, missingSources: 0 })
    await age(25 * hourMs)
    expect(await purgeObjects(app.ctx)).toEqual({ deletedKeys: 2, deletedBytes: 2, missingSources: 0 })
    const left: string[] = []
    for await (const { key } of app.ctx.ports.objects.list('')) left.push(key)
    expect(left.sort()).toEqual([clip, known.objectKey, known.thumbnailKey].sort())
  })

  test('subtitles that no project names go after a day; those of one that is removed and can come back stay', async () => {
    const key = (name: string) => `subtitles/${ann.workspace.workspaceId}/${name}.txt`
    const settings = { subtitles: { name: 'talk.srt', key: key('kept') } }
    const owned = { workspaceId: ann.workspace.workspaceId, createdById: ann.user.user.id }
    await app.ctx.db.project.create({ data: { ...owned, title: 'Talk', settings, deletedAt: new Date() } })
    const sample = 'sample/shared/sample.srt'
    for (const each of [key('kept'), key('lost'), sample]) await put(each)
    expect(await purgeObjects(app.ctx)).toMatchObject({ deletedKeys: 0 })
    await age(25 * hourMs)
    expect(await purgeObjects(app.ctx)).toMatchObject({ deletedKeys: 1, deletedBytes: 1 })
    for (const each of [key('kept'), sample]) expect(await app.ctx.ports.objects.stat(each)).toBeDefined()
  })

  test('a row whose object is gone goes, unless a project stands on it', async () => {
    const [lost, used] = [source('c'), source('d')]
    await app.ctx.db.source.create({ data: lost })
    const { id } = await app.ctx.db.source.create({ data: used })
    await app.ctx.db.project.create({
      data: {
        ...{ workspaceId: ann.workspace.workspaceId, createdById: ann.user.user.id, title: 'Talk', settings: {} },
        sourceId: id,
      },
    })
    expect(await purgeObjects(app.ctx)).toMatchObject({ missingSources: 2 })
    const left = await app.ctx.db.source.findMany({ select: { contentHash: true }, orderBy: { contentHash: 'asc' } })
    expect(left.map(({ contentHash }) => contentHash[0])).toEqual(['a', 'd'])
  })
})
