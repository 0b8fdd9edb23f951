import { randomBytes } from 'node:crypto'
import { readFile, truncate } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { scorePicture } from '@/server/media/ffmpeg/poster-choice'
import { door } from '@/server/testing/door'
import { makeMedia } from '@/server/testing/make-media'
import { sha256 } from '@/server/testing/tus-client'
import { openUploadChecks, type UploadChecks } from '@/server/testing/upload-checks'
import { cancelUpload, checkUpload, getStorageUse, getUpload, type UploadRef } from '.'

let checks: UploadChecks
beforeAll(async () => {
  checks = await openUploadChecks()
})
afterAll(() => checks?.close())

describe('a whole video', () => {
  test('becomes a source under its hash, with a thumbnail that is not black; its bytes are moved, not copied', async () => {
    const ref = await checks.bring(checks.video, { sha256: sha256(checks.video) })
    const checked = await checks.check(ref)
    expect(checked).toMatchObject({ state: 'ready' })
    const view = await getUpload(checks.ann.workspace, { id: ref.uploadId })
    expect(view).toMatchObject({
      state: 'ready',
      source: { widthPx: 640, heightPx: 360, hasVideo: true, hasAudio: true },
    })
    expect(Math.abs((view.source?.durationMs ?? 0) - 4000)).toBeLessThan(100)
    const hash = sha256(checks.video)
    expect(await checks.objectsOf(ref.workspaceId)).toEqual([
      `sources/${ref.workspaceId}/${hash}.mp4`,
      `thumbnails/${ref.workspaceId}/${hash}.jpg`,
    ])
    const stored = await checks.app.ctx.ports.objects.localPath(`sources/${ref.workspaceId}/${hash}.mp4`)
    expect(checks.video.equals(await readFile(stored))).toBe(true)
    expect(await checks.app.incoming()).toEqual([])
    expect(checks.app.eventsOf(ref.uploadId)).toEqual(['upload/received', 'source/ready'])
    expect(view.source?.thumbnailUrl).toMatch(/^\/media\/k1\./)
    const thumbnail = await checks.app.ctx.ports.objects.localPath(`thumbnails/${ref.workspaceId}/${hash}.jpg`)
    expect(await scoreOf(thumbnail)).toBeGreaterThan(0.2)
  })

  test('the same bytes again in the same workspace are the same source; in another they are another', async () => {
    const [first, again] = [await checks.bring(checks.video), await checks.bring(checks.video)]
    const [one, two] = [await checks.check(first), await checks.check(again)]
    expect(two).toEqual(one)
    const stranger = await checks.app.signIn()
    const theirs = await checks.check(await checks.bring(checks.video, { who: stranger }))
    expect(theirs).toMatchObject({ state: 'ready' })
    expect(theirs).not.toEqual(one)
    expect(await checks.app.ctx.db.source.count({ where: { workspaceId: checks.ann.workspace.workspaceId } })).toBe(1)
    expect(await getStorageUse(checks.ann.workspace)).toMatchObject({ usedBytes: checks.video.length, sourceCount: 1 })
    expect(await checks.app.incoming()).toEqual([])
  })

  test('a source whose file was lost takes the bytes that come again', async () => {
    const key = `sources/${checks.ann.workspace.workspaceId}/${sha256(checks.video)}.mp4`
    await checks.app.ctx.ports.objects.delete(key)
    await checks.check(await checks.bring(checks.video))
    expect(await checks.app.ctx.ports.objects.stat(key)).toMatchObject({ sizeBytes: checks.video.length })
  })

  test('checked twice it is ready once', async () => {
    const ref = await checks.bring(checks.video)
    const [one, two] = [await checks.check(ref), await checks.check(ref)]
    expect(two).toEqual(one)
  })

  test('killed after its bytes were moved and before that was noted, the next run finds them', async () => {
    const killed = await checks.app.signIn()
    const ref = await checks.bring(checks.video, { who: killed })
    const objects = { ...checks.app.ctx.ports.objects }
    const dying = {
      ...checks.app.ctx,
      ports: { ...checks.app.ctx.ports, objects: { ...objects, localPath: () => Promise.reject(new Error('killed')) } },
    }
    await expect(checkUpload(dying, checks.media.ctx, ref)).rejects.toThrow('killed')
    expect(await checks.app.incoming()).toEqual([])
    expect(await checks.check(ref)).toMatchObject({ state: 'ready' })
    expect(await checks.objectsOf(ref.workspaceId)).toHaveLength(2)
  })
})

describe('a file that ends the worker that looks at it', () => {
  /** Begins a check that never comes to its end, as when its process dies. `end` lets go of what still waits. */
  const die = async (ref: UploadRef) => {
    let end = (): void => undefined
    const begun = door()
    const probe = () =>
      new Promise<never>((_resolve, reject) => {
        begun.open()
        end = () => reject(new DomainError('cancelled', 'Cancelled.'))
      })
    const mediaTool = { ...checks.media.ctx.ports.mediaTool, probe }
    const dying = checks.check(ref, { ...checks.media.ctx, ports: { ...checks.media.ctx.ports, mediaTool } })
    dying.catch(() => undefined)
    await Promise.race([begun.opened, dying])
    return end
  }

  test('is refused after the fourth; ends that were said are not counted', async () => {
    const person = await checks.app.signIn()
    const ref = await checks.bring(checks.unique(), { who: person })
    const away = new DomainError('storage_unavailable', 'The store is away.')
    const objects = { ...checks.app.ctx.ports.objects, putFile: () => Promise.reject(away) }
    const broken = { ...checks.app.ctx, ports: { ...checks.app.ctx.ports, objects } }
    for (let time = 0; time < 5; time++)
      await expect(checkUpload(broken, checks.media.ctx, ref)).rejects.toMatchObject({ code: 'storage_unavailable' })
    const other = await checks.bring(checks.unique(), { who: person })
    const ends: (() => void)[] = []
    for (let time = 0; time < 4; time++) ends.push(await die(other))
    expect(await checks.check(ref)).toMatchObject({ state: 'ready' })
    expect(await checks.check(other)).toMatchObject({
      state: 'failed',
      failure: { code: 'unreadable_media', message: expect.stringContaining('4 times') },
    })
    for (const end of ends) end()
    expect(checks.app.eventsOf(other.uploadId)).toEqual(['upload/received', 'upload/failed'])
    expect(await checks.app.incoming()).toEqual([])
  })
})

/** Random bytes alone look, once in some thousand times, like the first frame of an MP3. */
const noise = () => Buffer.concat([Buffer.alloc(16, 1), randomBytes(50_000)])

describe('row 18: what is no video ends with its reason and leaves no file', () => {
  test.each([
    ['one byte', () => Buffer.from('x'), 'unreadable_media'],
    ['noise', noise, 'unsupported_container'],
    [
      'an MP4 that lost its end',
      () => checks.video.subarray(0, Math.floor(checks.video.length / 2)),
      'unreadable_media',
    ],
    ['an EBML stub', () => Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'unreadable_media'],
    ['row 1: a playlist named .mp4', () => Buffer.from('#EXTM3U\n#EXTINF:10,\n/etc/passwd\n'), 'unsupported_container'],
    [
      'row 7: a concat script',
      () => Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"),
      'unsupported_container',
    ],
    ['a web page', () => Buffer.from('<!doctype html><html><body>Sign in</body></html>'), 'unsupported_container'],
  ])('%s', async (_what, make, code) => {
    const before = await checks.objectsOf(checks.ann.workspace.workspaceId)
    const ref = await checks.bring(make())
    const checked = await checks.check(ref)
    expect(checked).toMatchObject({ state: 'failed', failure: { code } })
    expect(await getUpload(checks.ann.workspace, { id: ref.uploadId })).toMatchObject({
      state: 'failed',
      failure: { code },
    })
    expect(await checks.app.incoming()).toEqual([])
    expect(await checks.objectsOf(checks.ann.workspace.workspaceId)).toEqual(before)
    expect(checks.app.eventsOf(ref.uploadId)).toEqual(['upload/received', 'upload/failed'])
  })

  test('the reasons can be told apart', async () => {
    const half = checks.video.subarray(0, Math.floor(checks.video.length / 2))
    const files = [Buffer.from('x'), noise(), half, Buffer.from('#EXTM3U\n#EXTINF:10,\nx\n')]
    const messages: string[] = []
    for (const file of files) {
      const checked = await checks.check(await checks.bring(file))
      messages.push(checked.state === 'failed' ? checked.failure.message : checked.state)
    }
    expect(new Set(messages).size).toBe(files.length)
  })

  test('bytes that are not those that were sent: checksum_mismatch, nothing kept', async () => {
    const damaged = Buffer.from(checks.video)
    damaged[1000] = (damaged[1000] ?? 0) ^ 0xff
    const ref = await checks.bring(damaged, { sha256: sha256(checks.video) })
    expect(await checks.check(ref)).toMatchObject({ state: 'failed', failure: { code: 'checksum_mismatch' } })
    expect(await checks.app.incoming()).toEqual([])
  })
})

test('cancelled while it is looked at: no source, no file, nobody is told it is ready', async () => {
  const other = await checks.app.signIn()
  const ref = await checks.bring(checks.video, { who: other })
  const cancelling: ServiceContext = {
    ...checks.media.ctx,
    ports: {
      ...checks.media.ctx.ports,
      mediaTool: {
        ...checks.media.ctx.ports.mediaTool,
        run: async (job) => {
          await cancelUpload(other.workspace, { id: ref.uploadId })
          return checks.media.ctx.ports.mediaTool.run(job)
        },
      },
    },
  }
  expect(await checks.check(ref, cancelling)).toEqual({ state: 'cancelled' })
  expect(await checks.objectsOf(ref.workspaceId)).toEqual([])
  expect(await checks.app.ctx.db.source.count({ where: { workspaceId: ref.workspaceId } })).toBe(0)
  expect(checks.app.eventsOf(ref.uploadId)).toEqual(['upload/received', 'upload/failed'])
})

test('half of what the row speaks of is not looked at: it ends with that reason', async () => {
  const ref = await checks.bring(checks.unique())
  await truncate(path.join(checks.app.dir, 'incoming', ref.uploadId), 1000)
  expect(await checks.check(ref)).toMatchObject({ state: 'failed', failure: { code: 'gone' } })
  expect(await checks.app.incoming()).toEqual([])
})

test('a tool that fails is no verdict on the file: the check can be run again', async () => {
  const other = await checks.app.signIn()
  const ref = await checks.bring(Buffer.concat([checks.video, Buffer.alloc(8)]), { who: other })
  const stop = new AbortController()
  stop.abort()
  await expect(checks.check(ref, { ...checks.media.ctx, signal: stop.signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(await getUpload(other.workspace, { id: ref.uploadId })).toMatchObject({ state: 'checking' })
  expect(await checks.check(ref)).toMatchObject({ state: 'ready' })
})

const scoreOf = async (jpeg: string): Promise<number> => {
  const bytes = await readFile(jpeg)
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  const grey = await makeMedia(checks.media.dir, 'thumbnail.gray', [
    ...['-i', jpeg, '-vf', 'scale=270:152,format=gray', '-f', 'rawvideo'],
  ])
  return scorePicture({ luma: new Uint8Array(await readFile(grey)), widthPx: 270 })
}
