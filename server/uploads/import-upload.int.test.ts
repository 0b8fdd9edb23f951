import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '@/server/media/limits'
import { type Imports, openImports } from '@/server/testing/imports'
import { sha256 } from '@/server/testing/tus-client'
import { cancelUpload, createUpload, getUpload, importLink, importUpload } from '.'
import { sumStorage } from './storage-use'

let imports: Imports
beforeAll(async () => {
  imports = await openImports()
})
afterAll(() => imports?.close())

describe('an import', () => {
  test('brings the file under the name the other side gives, and hands it on like an upload', async () => {
    imports.respond = (_req, res) => {
      res.setHeader('content-disposition', 'attachment; filename="../../My talk.mp4"')
      res.setHeader('content-length', imports.mp4.length)
      res.end(imports.mp4)
    }
    const ref = await imports.take()
    expect(await imports.bring(ref)).toEqual({ state: 'checking' })
    expect(await getUpload(imports.ann.workspace, { id: ref.uploadId })).toMatchObject({
      ...{ kind: 'link', state: 'checking', fileName: 'My talk.mp4' },
      ...{ sizeBytes: imports.mp4.length, offsetBytes: imports.mp4.length },
    })
    expect(sha256(await readFile(path.join(imports.app.dir, 'incoming', ref.uploadId)))).toBe(sha256(imports.mp4))
    expect(imports.app.eventsOf(ref.uploadId)).toEqual(['upload/import-requested', 'upload/received'])
    expect(await imports.bring(ref)).toEqual({ state: 'checking' })
  })

  test('begun again after a break has the bytes once', async () => {
    imports.respond = (_req, res) => {
      res.writeHead(200, { 'content-length': imports.mp4.length })
      res.write(imports.mp4.subarray(0, 100_000), () => res.destroy())
    }
    const ref = await imports.take()
    await expect(imports.bring(ref)).rejects.toMatchObject({ code: 'import_failed' })
    expect(await getUpload(imports.ann.workspace, { id: ref.uploadId })).toMatchObject({ state: 'receiving' })
    imports.respond = (_req, res) => res.end(imports.mp4)
    expect(await imports.bring(ref)).toEqual({ state: 'checking' })
    expect(sha256(await readFile(path.join(imports.app.dir, 'incoming', ref.uploadId)))).toBe(sha256(imports.mp4))
  })

  test.each([
    ['a page that asks to sign in', '<!doctype html><html><body>Sign in</body></html>', /web page/],
    ['a playlist', `#EXTM3U\n${'#EXTINF:10,\nhttp://127.0.0.1/x.ts\n'.repeat(400)}`, /playlist/],
    ['nothing', '', /empty/],
  ])('of %s fails with that reason and keeps nothing', async (_what, body, reason) => {
    imports.respond = (_req, res) => res.end(body)
    const ref = await imports.take()
    expect(await imports.bring(ref)).toMatchObject({
      state: 'failed',
      failure: { message: expect.stringMatching(reason) },
    })
    expect(await imports.app.incoming()).not.toContain(ref.uploadId)
    expect(imports.app.eventsOf(ref.uploadId)).toEqual(['upload/import-requested', 'upload/failed'])
  })

  test('larger than may be brought fails by its announced size, and by counting when it is silent', async () => {
    await imports.app.ctx.db.source.create({
      data: {
        ...{ workspaceId: imports.ann.workspace.workspaceId, contentHash: 'e'.repeat(64), durationMs: 1000, info: {} },
        objectKey: `sources/${imports.ann.workspace.workspaceId}/filler.mp4`,
        sizeBytes: limits.storageBytes[(await planOf()) ?? 'free'] - 500_000,
      },
    })
    const large = Buffer.concat([imports.mp4, randomBytes(500_000)])
    imports.respond = (_req, res) => res.writeHead(200, { 'content-length': large.length }).end(large)
    const announced = await imports.take()
    expect(await imports.bring(announced)).toMatchObject({ state: 'failed', failure: { code: 'payload_too_large' } })
    imports.respond = (_req, res) => {
      res.write(large.subarray(0, 1000))
      res.end(large.subarray(1000))
    }
    const silent = await imports.take()
    expect(await imports.bring(silent)).toMatchObject({ state: 'failed', failure: { code: 'payload_too_large' } })
    expect(await imports.app.incoming()).not.toContain(silent.uploadId)
    await imports.app.ctx.db.source.deleteMany({ where: { contentHash: 'e'.repeat(64) } })
  })

  test.each([true, false])(
    'of two that come at the same time and each just fit the plan one is told the numbers (size announced: %s)',
    async (isAnnounced) => {
      const filler = { workspaceId: imports.ann.workspace.workspaceId, contentHash: 'f'.repeat(64) }
      await imports.app.ctx.db.source.create({
        data: {
          ...{ ...filler, durationMs: 1000, info: {}, objectKey: `sources/${filler.workspaceId}/filler.mp4` },
          sizeBytes: limits.storageBytes[(await planOf()) ?? 'free'] - 300_000 - (await takenBytes()),
        },
      })
      // Nobody gets a byte before both were let in.
      const waiting: (() => void)[] = []
      imports.respond = (_req, res) => {
        waiting.push(() => {
          if (isAnnounced) res.setHeader('content-length', imports.mp4.length)
          else res.flushHeaders()
          res.end(imports.mp4)
        })
        if (waiting.length === 2) for (const answer of waiting) answer()
      }
      const refs = [await imports.take('one.mp4'), await imports.take('two.mp4')]
      const ends = await Promise.all(refs.map((ref) => imports.bring(ref)))
      expect(ends.map(({ state }) => state).sort()).toEqual(['checking', 'failed'])
      expect(ends.find(({ state }) => state === 'failed')).toMatchObject({
        failure: {
          code: 'payload_too_large',
          message: expect.stringMatching(/^The file has .* of your storage are free/),
        },
      })
      await imports.app.ctx.db.source.deleteMany({ where: filler })
    },
  )

  test('cancelled by the person while it comes ends soon and keeps nothing', async () => {
    imports.respond = (_req, res) => {
      res.write(imports.mp4)
      const drip = setInterval(() => res.write(randomBytes(100_000)), 50)
      res.once('close', () => clearInterval(drip))
    }
    const ref = await imports.take()
    const running = imports.bring(ref)
    const offset = async () => (await getUpload(imports.ann.workspace, { id: ref.uploadId })).offsetBytes
    await expect.poll(offset).toBeGreaterThan(0)
    const startedMs = performance.now()
    await cancelUpload(imports.ann.workspace, { id: ref.uploadId })
    expect(await running).toEqual({ state: 'cancelled' })
    // Long before the four hours that it has.
    expect(performance.now() - startedMs).toBeLessThan(60_000)
    expect(await imports.app.incoming()).not.toContain(ref.uploadId)
  })

  test('from a sender that is too slow, or takes too long, ends with that reason: a repeat would hold a place as long', async () => {
    imports.respond = (_req, res) => {
      const drip = setInterval(() => res.write('x'), 10)
      res.once('close', () => clearInterval(drip))
    }
    const slow = { bytesPerSecond: 10_000, windowMs: 100, startMs: 0 }
    const ctx = { ...imports.app.ctx, ports: { ...imports.app.ctx.ports, fetcher: imports.fetcherOf({ slow }) } }
    const dripped = await imports.take()
    expect(await importUpload(ctx, { ...dripped, signal: new AbortController().signal })).toMatchObject({
      ...{
        state: 'failed',
        failure: { code: 'import_refused', message: expect.stringMatching(/less than 9.8 kB a second/) },
      },
    })
    const late = await imports.take()
    imports.respond = (_req, res) => {
      res.write(imports.mp4, () => res.destroy())
    }
    await expect(imports.bring(late)).rejects.toMatchObject({ code: 'import_failed' })
    const { expiresAt } = await imports.rowOf(late)
    expect(expiresAt.getTime() - imports.app.ctx.clock.now()).toBeLessThanOrEqual(limits.importHours * 3_600_000)
    // All tries together have these hours.
    await expect(imports.bring(late)).rejects.toMatchObject({ code: 'import_failed' })
    expect((await imports.rowOf(late)).expiresAt).toEqual(expiresAt)
    await imports.app.ctx.db.upload.update({
      where: { id: late.uploadId },
      data: { expiresAt: new Date(Date.now() - 1) },
    })
    expect(await imports.bring(late)).toMatchObject({
      state: 'failed',
      failure: { message: expect.stringMatching(/longer/) },
    })
  })

  test('of unknown size holds room ahead of what comes, and is stopped when the disk has no more', async () => {
    let diskBytes = 1e12
    const intake = { ...imports.app.ctx.ports.intake, freeBytes: async () => diskBytes }
    const ctx = { ...imports.app.ctx, ports: { ...imports.app.ctx.ports, intake } }
    let more = (): void => undefined
    imports.respond = (_req, res) => {
      res.write(imports.mp4)
      more = () => void res.write(randomBytes(limits.uploadPartBytes + 1))
    }
    const ref = await imports.take()
    const running = importUpload(ctx, { ...ref, signal: new AbortController().signal })
    await expect
      .poll(async () => (await imports.rowOf(ref)).reservedBytes)
      .toBeGreaterThanOrEqual(limits.uploadPartBytes)
    const stored = await sumStorage(imports.app.ctx.db, ref.workspaceId)
    expect(stored.incomingBytes).toBeGreaterThanOrEqual(limits.uploadPartBytes + (await takenBytes()))
    const bob = await imports.app.signIn()
    diskBytes = 4 * limits.uploadPartBytes
    const asked = createUpload(
      { ...bob.workspace, ports: ctx.ports },
      { fileName: 'a.mp4', sizeBytes: 2 * limits.uploadPartBytes },
    )
    await expect(asked).rejects.toMatchObject({ code: 'storage_full' })
    diskBytes = 1000
    more()
    expect(await running).toMatchObject({ state: 'failed', failure: { code: 'storage_full' } })
    expect(await imports.app.incoming()).not.toContain(ref.uploadId)
  })

  test('stopped with its worker is begun again by the next', async () => {
    imports.respond = (_req, res) => void res.write(imports.mp4)
    const ref = await imports.take()
    const stop = new AbortController()
    const running = imports.bring(ref, stop.signal)
    await expect.poll(imports.app.incoming).toContain(ref.uploadId)
    stop.abort()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(await getUpload(imports.ann.workspace, { id: ref.uploadId })).toMatchObject({ state: 'receiving' })
  })
})

test('an address is kept as it was understood', async () => {
  const { id } = await importLink(imports.ann.workspace, { url: imports.address('a b\u00e9.mp4') })
  expect(await imports.app.ctx.db.upload.findUniqueOrThrow({ where: { id } })).toMatchObject({
    url: imports.address('a%20b%C3%A9.mp4'),
  })
})

describe('an address that is refused makes no row', () => {
  test.each(['file:///etc/passwd', 'http://10.0.0.1/a.mp4', 'https://user:pass@videos.example/a.mp4', 'talk.mp4'])(
    '%s',
    async (url) => {
      const before = await imports.app.ctx.db.upload.count()
      await expect(importLink(imports.ann.workspace, { url })).rejects.toMatchObject({ code: 'import_refused' })
      expect(await imports.app.ctx.db.upload.count()).toBe(before)
    },
  )

  test('from a viewer', async () => {
    const { workspaceId } = imports.ann.workspace
    const viewer = await imports.app.signIn({ workspaceId, role: 'viewer' })
    await expect(importLink(viewer.workspace, { url: imports.address('a.mp4') })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

test('an import of another workspace is not there', async () => {
  imports.respond = (_req, res) => res.end(imports.mp4)
  const ref = await imports.take()
  const bob = await imports.app.signIn()
  await expect(getUpload(bob.workspace, { id: ref.uploadId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(cancelUpload(bob.workspace, { id: ref.uploadId })).rejects.toMatchObject({ code: 'not_found' })
  const theirs = { uploadId: ref.uploadId, workspaceId: bob.workspace.workspaceId }
  expect(await imports.bring(theirs)).toEqual({ state: 'cancelled' })
  expect(await getUpload(imports.ann.workspace, { id: ref.uploadId })).toMatchObject({ state: 'receiving' })
})

/** Of what earlier tests brought and nobody has checked. */
const takenBytes = async () =>
  Number(
    (
      await imports.app.ctx.db.upload.aggregate({
        where: { workspaceId: imports.ann.workspace.workspaceId, state: { in: ['receiving', 'checking'] } },
        _sum: { sizeBytes: true },
      })
    )._sum.sizeBytes ?? 0,
  )

const planOf = async () =>
  (
    await imports.app.ctx.db.workspace.findUnique({
      where: { id: imports.ann.workspace.workspaceId },
      select: { plan: true },
    })
  )?.plan
