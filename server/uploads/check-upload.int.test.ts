import { randomBytes } from 'node:crypto'
import { readdir, readFile, truncate } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { scorePicture } from '@/server/media/ffmpeg/poster-choice'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { lockWaiters } from '@/server/testing/lock-waiters'
import { makeMedia, testPicture, testTone } from '@/server/testing/make-media'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { sha256 } from '@/server/testing/tus-client'
import { unlimited } from '@/server/testing/unlimited'
import { appendUpload, cancelUpload, checkUpload, createUpload, getStorageUse, getUpload } from '.'

let app: TestApp
let media: TestContext
let ann: SignedInTester
let video: Buffer

beforeAll(async () => {
  app = await openTestApp({ ports: { rateLimiter: unlimited } })
  media = await openTestContext()
  ann = await app.signIn()
  // Black for its first second: a thumbnail must not be that.
  const black = ['-vf', "drawbox=enable='lt(t,1)':color=black:t=fill"]
  const file = await makeMedia(media.dir, 'talk.mp4', [
    ...testPicture({ size: '640x360', seconds: 4 }),
    ...testTone({ seconds: 4 }),
    ...black,
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-shortest'],
  ])
  video = await readFile(file)
})
afterAll(async () => {
  await media?.close()
  await app?.close()
})

const bring = async (
  bytes: Uint8Array,
  { who = ann, sha256: claim }: { who?: SignedInTester; sha256?: string } = {},
) => {
  const { id } = await createUpload(who.workspace, { fileName: 'talk.mp4', sizeBytes: bytes.length, sha256: claim })
  await appendUpload(app.ctx, who.user, {
    id,
    offset: 0,
    lengthBytes: bytes.length,
    body: (async function* () {
      // Given away, as a request gives its own.
      yield Uint8Array.from(bytes)
    })(),
    partHash: null,
    contentHash: null,
    signal: new AbortController().signal,
  })
  return { uploadId: id, workspaceId: who.workspace.workspaceId }
}
/** The same video in other bytes: a box that players skip comes at its end. */
const unique = () => Buffer.concat([video, Buffer.from('\0\0\0\x10free'), randomBytes(8)])
const check = (ref: { uploadId: string; workspaceId: string }, ctx: ServiceContext = media.ctx) =>
  checkUpload(app.ctx, ctx, ref)
const filesLeft = () => readdir(path.join(app.dir, 'incoming'))
const eventsOf = (uploadId: string) =>
  app.sentEvents.filter(({ data }) => data.uploadId === uploadId).map(({ name }) => name)
const objectsOf = async (workspaceId: string): Promise<string[]> => {
  const keys: string[] = []
  for await (const { key } of app.ctx.ports.objects.list('')) if (key.includes(workspaceId)) keys.push(key)
  return keys
}

describe('a whole video', () => {
  test('becomes a source under its hash, with a thumbnail that is not black; its bytes are moved, not copied', async () => {
    const ref = await bring(video, { sha256: sha256(video) })
    const checked = await check(ref)
    expect(checked).toMatchObject({ state: 'ready' })
    const view = await getUpload(ann.workspace, { id: ref.uploadId })
    expect(view).toMatchObject({
      state: 'ready',
      source: { widthPx: 640, heightPx: 360, hasVideo: true, hasAudio: true },
    })
    expect(Math.abs((view.source?.durationMs ?? 0) - 4000)).toBeLessThan(100)
    const hash = sha256(video)
    expect(await objectsOf(ref.workspaceId)).toEqual([
      `sources/${ref.workspaceId}/${hash}.mp4`,
      `thumbnails/${ref.workspaceId}/${hash}.jpg`,
    ])
    const stored = await app.ctx.ports.objects.localPath(`sources/${ref.workspaceId}/${hash}.mp4`)
    expect(video.equals(await readFile(stored))).toBe(true)
    expect(await filesLeft()).toEqual([])
    expect(eventsOf(ref.uploadId)).toEqual(['upload/received', 'source/ready'])
    expect(view.source?.thumbnailUrl).toMatch(/^\/media\/k1\./)
    const thumbnail = await app.ctx.ports.objects.localPath(`thumbnails/${ref.workspaceId}/${hash}.jpg`)
    expect(await scoreOf(thumbnail)).toBeGreaterThan(0.2)
  })

  test('the same bytes again in the same workspace are the same source; in another they are another', async () => {
    const [first, again] = [await bring(video), await bring(video)]
    const [one, two] = [await check(first), await check(again)]
    expect(two).toEqual(one)
    const stranger = await app.signIn()
    const theirs = await check(await bring(video, { who: stranger }))
    expect(theirs).toMatchObject({ state: 'ready' })
    expect(theirs).not.toEqual(one)
    expect(await app.ctx.db.source.count({ where: { workspaceId: ann.workspace.workspaceId } })).toBe(1)
    expect(await getStorageUse(ann.workspace)).toMatchObject({ usedBytes: video.length, sourceCount: 1 })
    expect(await filesLeft()).toEqual([])
  })

  test('a source whose file was lost takes the bytes that come again', async () => {
    const key = `sources/${ann.workspace.workspaceId}/${sha256(video)}.mp4`
    await app.ctx.ports.objects.delete(key)
    await check(await bring(video))
    expect(await app.ctx.ports.objects.stat(key)).toMatchObject({ sizeBytes: video.length })
  })

  test('checked twice it is ready once', async () => {
    const ref = await bring(video)
    const [one, two] = [await check(ref), await check(ref)]
    expect(two).toEqual(one)
  })

  test('killed after its bytes were moved and before that was noted, the next run finds them', async () => {
    const killed = await app.signIn()
    const ref = await bring(video, { who: killed })
    const objects = { ...app.ctx.ports.objects }
    const dying = {
      ...app.ctx,
      ports: { ...app.ctx.ports, objects: { ...objects, localPath: () => Promise.reject(new Error('killed')) } },
    }
    await expect(checkUpload(dying, media.ctx, ref)).rejects.toThrow('killed')
    expect(await filesLeft()).toEqual([])
    expect(await check(ref)).toMatchObject({ state: 'ready' })
    expect(await objectsOf(ref.workspaceId)).toHaveLength(2)
  })
})

describe('a file that ends the worker that looks at it', () => {
  /** Begins a check that never comes to its end, as when its process dies. `end` lets go of what still waits. */
  const die = async (ref: { uploadId: string; workspaceId: string }) => {
    let end = (): void => undefined
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const probe = () =>
      new Promise<never>((_resolve, reject) => {
        begin()
        end = () => reject(new DomainError('cancelled', 'Cancelled.'))
      })
    const mediaTool = { ...media.ctx.ports.mediaTool, probe }
    const dying = check(ref, { ...media.ctx, ports: { ...media.ctx.ports, mediaTool } })
    dying.catch(() => undefined)
    await Promise.race([begun, dying])
    return end
  }

  test('is refused after the fourth; ends that were said are not counted', async () => {
    const person = await app.signIn()
    const ref = await bring(unique(), { who: person })
    const away = new DomainError('storage_unavailable', 'The store is away.')
    const objects = { ...app.ctx.ports.objects, putFile: () => Promise.reject(away) }
    const broken = { ...app.ctx, ports: { ...app.ctx.ports, objects } }
    for (let time = 0; time < 5; time++)
      await expect(checkUpload(broken, media.ctx, ref)).rejects.toMatchObject({ code: 'storage_unavailable' })
    const other = await bring(unique(), { who: person })
    const ends: (() => void)[] = []
    for (let time = 0; time < 4; time++) ends.push(await die(other))
    expect(await check(ref)).toMatchObject({ state: 'ready' })
    expect(await check(other)).toMatchObject({
      state: 'failed',
      failure: { code: 'unreadable_media', message: expect.stringContaining('4 times') },
    })
    for (const end of ends) end()
    expect(eventsOf(other.uploadId)).toEqual(['upload/received', 'upload/failed'])
    expect(await filesLeft()).toEqual([])
  })
})

describe('row 18: what is no video ends with its reason and leaves no file', () => {
  test.each([
    ['one byte', () => Buffer.from('x'), 'unreadable_media'],
    ['noise', () => randomBytes(50_000), 'unsupported_container'],
    ['an MP4 that lost its end', () => video.subarray(0, Math.floor(video.length / 2)), 'unreadable_media'],
    ['an EBML stub', () => Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'unreadable_media'],
    ['row 1: a playlist named .mp4', () => Buffer.from('#EXTM3U\n#EXTINF:10,\n/etc/passwd\n'), 'unsupported_container'],
    [
      'row 7: a concat script',
      () => Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"),
      'unsupported_container',
    ],
    ['a web page', () => Buffer.from('<!doctype html><html><body>Sign in</body></html>'), 'unsupported_container'],
  ])('%s', async (_what, make, code) => {
    const before = await objectsOf(ann.workspace.workspaceId)
    const ref = await bring(make())
    const checked = await check(ref)
    expect(checked).toMatchObject({ state: 'failed', failure: { code } })
    expect(await getUpload(ann.workspace, { id: ref.uploadId })).toMatchObject({ state: 'failed', failure: { code } })
    expect(await filesLeft()).toEqual([])
    expect(await objectsOf(ann.workspace.workspaceId)).toEqual(before)
    expect(eventsOf(ref.uploadId)).toEqual(['upload/received', 'upload/failed'])
  })

  test('the reasons can be told apart', async () => {
    const half = video.subarray(0, Math.floor(video.length / 2))
    const files = [Buffer.from('x'), randomBytes(50_000), half, Buffer.from('#EXTM3U\n#EXTINF:10,\nx\n')]
    const messages: string[] = []
    for (const file of files) {
      const checked = await check(await bring(file))
      messages.push(checked.state === 'failed' ? checked.failure.message : checked.state)
    }
    expect(new Set(messages).size).toBe(files.length)
  })

  test('bytes that are not those that were sent: checksum_mismatch, nothing kept', async () => {
    const damaged = Buffer.from(video)
    damaged[1000] = (damaged[1000] ?? 0) ^ 0xff
    const ref = await bring(damaged, { sha256: sha256(video) })
    expect(await check(ref)).toMatchObject({ state: 'failed', failure: { code: 'checksum_mismatch' } })
    expect(await filesLeft()).toEqual([])
  })
})

test('cancelled while it is looked at: no source, no file, nobody is told it is ready', async () => {
  const other = await app.signIn()
  const ref = await bring(video, { who: other })
  const cancelling: ServiceContext = {
    ...media.ctx,
    ports: {
      ...media.ctx.ports,
      mediaTool: {
        ...media.ctx.ports.mediaTool,
        run: async (job) => {
          await cancelUpload(other.workspace, { id: ref.uploadId })
          return media.ctx.ports.mediaTool.run(job)
        },
      },
    },
  }
  expect(await check(ref, cancelling)).toEqual({ state: 'cancelled' })
  expect(await objectsOf(ref.workspaceId)).toEqual([])
  expect(await app.ctx.db.source.count({ where: { workspaceId: ref.workspaceId } })).toBe(0)
  expect(eventsOf(ref.uploadId)).toEqual(['upload/received', 'upload/failed'])
})

describe('of two workers that look at the same bytes', () => {
  /** The check's media, which does something else first when the thumbnail is to be made. */
  const doingFirst = (task: () => Promise<unknown>, from: ServiceContext = media.ctx): ServiceContext => {
    let begun: Promise<unknown> | null = null
    const { mediaTool } = from.ports
    const run: typeof mediaTool.run = async (job) => {
      begun ??= task()
      await begun
      return mediaTool.run(job)
    }
    return { ...from, ports: { ...from.ports, mediaTool: { ...mediaTool, run } } }
  }
  const withObjects = (objects: Partial<typeof app.ctx.ports.objects>) => ({
    ...app.ctx,
    ports: { ...app.ctx.ports, objects: { ...app.ctx.ports.objects, ...objects } },
  })
  const keysOf = (workspaceId: string, bytes: Uint8Array) => [
    `sources/${workspaceId}/${sha256(bytes)}.mp4`,
    `thumbnails/${workspaceId}/${sha256(bytes)}.jpg`,
  ]

  test('the later one keeps what the other one has finished: its file and its picture', async () => {
    const who = await app.signIn()
    const ref = await bring(video, { who })
    const seen: unknown[] = []
    const late = doingFirst(async () => seen.push(await check(ref)))
    expect(await check(ref, late)).toEqual(seen[0])
    expect(seen).toMatchObject([{ state: 'ready' }])
    expect(await objectsOf(ref.workspaceId)).toEqual(keysOf(ref.workspaceId, video))
  })

  test('the one from under which they were moved says nothing about them, and finds them when it tries again', async () => {
    const who = await app.signIn()
    const bytes = unique()
    const ref = await bring(bytes, { who })
    const killed = withObjects({ localPath: () => Promise.reject(new Error('killed')) })
    let begun: Promise<void> | null = null
    const sizeOf = async (id: string) => {
      begun ??= expect(checkUpload(killed, media.ctx, ref)).rejects.toThrow('killed')
      await begun
      return app.ctx.ports.intake.sizeOf(id)
    }
    const late = { ...app.ctx, ports: { ...app.ctx.ports, intake: { ...app.ctx.ports.intake, sizeOf } } }
    await expect(checkUpload(late, media.ctx, ref)).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(await check(ref)).toMatchObject({ state: 'ready' })
    expect(await objectsOf(ref.workspaceId)).toEqual(keysOf(ref.workspaceId, bytes))
  })

  test('one whose upload is cancelled at its end leaves them to the other upload that has put them', async () => {
    const who = await app.signIn()
    const [given, kept] = [await bring(video, { who }), await bring(video, { who })]
    const cancelling = withObjects({
      localPath: async (key) => {
        await cancelUpload(who.workspace, { id: given.uploadId })
        return app.ctx.ports.objects.localPath(key)
      },
    })
    const putting = withObjects({
      localPath: async (key) => {
        expect(await checkUpload(cancelling, media.ctx, given)).toEqual({ state: 'cancelled' })
        return app.ctx.ports.objects.localPath(key)
      },
    })
    // Both have found that there is no such source yet.
    expect(
      await checkUpload(
        putting,
        doingFirst(async () => undefined),
        kept,
      ),
    ).toMatchObject({ state: 'ready' })
    expect(await objectsOf(kept.workspaceId)).toEqual(keysOf(kept.workspaceId, video))
  })

  test('one that would put them while they are being deleted waits for the end of that', async () => {
    const who = await app.signIn()
    const [given, kept] = [await bring(video, { who }), await bring(video, { who })]
    const source = keysOf(given.workspaceId, video)[0] ?? ''
    let goOn = (): void => undefined
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let stand = (): void => undefined
    const standing = new Promise<void>((resolve) => {
      stand = resolve
    })
    let isPut = false
    const putting = withObjects({
      putFile: async (...args) => {
        await app.ctx.ports.objects.putFile(...args)
        isPut = isPut || args[0] === source
      },
    })
    const late = doingFirst(() => {
      stand()
      return held
    })
    const keeping = checkUpload(putting, late, kept)
    await standing
    const cancelling = withObjects({
      localPath: async (key) => {
        await cancelUpload(who.workspace, { id: given.uploadId })
        return app.ctx.ports.objects.localPath(key)
      },
      delete: async (key) => {
        goOn()
        const isAt = async () => isPut || (await lockWaiters(app.database.pool)) === 1
        await expect.poll(isAt, { timeout: 20_000 }).toBe(true)
        await app.ctx.ports.objects.delete(key)
      },
    })
    expect(await checkUpload(cancelling, media.ctx, given)).toEqual({ state: 'cancelled' })
    expect(await keeping).toMatchObject({ state: 'ready' })
    expect(await objectsOf(kept.workspaceId)).toEqual(keysOf(kept.workspaceId, video))
  })
})

test('half of what the row speaks of is not looked at: it ends with that reason', async () => {
  const ref = await bring(unique())
  await truncate(path.join(app.dir, 'incoming', ref.uploadId), 1000)
  expect(await check(ref)).toMatchObject({ state: 'failed', failure: { code: 'gone' } })
  expect(await filesLeft()).toEqual([])
})

test('a tool that fails is no verdict on the file: the check can be run again', async () => {
  const other = await app.signIn()
  const ref = await bring(Buffer.concat([video, Buffer.alloc(8)]), { who: other })
  const stop = new AbortController()
  stop.abort()
  await expect(check(ref, { ...media.ctx, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' })
  expect(await getUpload(other.workspace, { id: ref.uploadId })).toMatchObject({ state: 'checking' })
  expect(await check(ref)).toMatchObject({ state: 'ready' })
})

const scoreOf = async (jpeg: string): Promise<number> => {
  const bytes = await readFile(jpeg)
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  const grey = await makeMedia(media.dir, 'thumbnail.gray', [
    ...['-i', jpeg, '-vf', 'scale=270:152,format=gray', '-f', 'rawvideo'],
  ])
  return scorePicture({ luma: new Uint8Array(await readFile(grey)), widthPx: 270 })
}
