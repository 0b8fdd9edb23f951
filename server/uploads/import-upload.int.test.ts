import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWebFetcher, type FetcherRules } from '@/server/adapters/fetcher'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { sha256 } from '@/server/testing/tus-client'
import { unlimited } from '@/server/testing/unlimited'
import { cancelUpload, createUpload, getUpload, importLink, importUpload } from '.'
import { sumStorage } from './storage-use'

let app: TestApp
let ann: SignedInTester
let remote: http.Server
let respond: http.RequestListener
const mp4 = Buffer.concat([Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1'), randomBytes(200_000)])

beforeAll(async () => {
  remote = http.createServer((req, res) => respond(req, res))
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve))
  app = await openTestApp({ ports: { fetcher: fetcherOf(), rateLimiter: unlimited } })
  ann = await app.signIn()
})
afterAll(async () => {
  remote?.closeAllConnections()
  remote?.close()
  await app?.close()
})

const fetcherOf = (rules: Partial<FetcherRules> = {}) =>
  createWebFetcher({
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    isAllowed: (host, to) => host === '127.0.0.1' && to === (remote.address() as AddressInfo).port,
    isAllowedPort: () => true,
    allowsHttp: true,
    ...rules,
  })
const address = (file: string) => `http://videos.example:${(remote.address() as AddressInfo).port}/${file}`
const take = async (file = 'talk.mp4') => {
  const { id } = await importLink(ann.workspace, { url: address(file) })
  return { uploadId: id, workspaceId: ann.workspace.workspaceId }
}
const bring = (ref: { uploadId: string; workspaceId: string }, signal = new AbortController().signal) =>
  importUpload(app.ctx, { ...ref, signal })
const incoming = () => readdir(path.join(app.dir, 'incoming'))
const rowOf = ({ uploadId }: { uploadId: string }) => app.ctx.db.upload.findUniqueOrThrow({ where: { id: uploadId } })
const eventsOf = (uploadId: string) =>
  app.sentEvents.filter(({ data }) => data.uploadId === uploadId).map(({ name }) => name)

describe('an import', () => {
  test('brings the file under the name the other side gives, and hands it on like an upload', async () => {
    respond = (_req, res) => {
      res.setHeader('content-disposition', 'attachment; filename="../../My talk.mp4"')
      res.setHeader('content-length', mp4.length)
      res.end(mp4)
    }
    const ref = await take()
    expect(await bring(ref)).toEqual({ state: 'checking' })
    expect(await getUpload(ann.workspace, { id: ref.uploadId })).toMatchObject({
      ...{ kind: 'link', state: 'checking', fileName: 'My talk.mp4' },
      ...{ sizeBytes: mp4.length, offsetBytes: mp4.length },
    })
    expect(sha256(await readFile(path.join(app.dir, 'incoming', ref.uploadId)))).toBe(sha256(mp4))
    expect(eventsOf(ref.uploadId)).toEqual(['upload/import-requested', 'upload/received'])
    expect(await bring(ref)).toEqual({ state: 'checking' })
  })

  test('begun again after a break has the bytes once', async () => {
    respond = (_req, res) => {
      res.writeHead(200, { 'content-length': mp4.length })
      res.write(mp4.subarray(0, 100_000), () => res.destroy())
    }
    const ref = await take()
    await expect(bring(ref)).rejects.toMatchObject({ code: 'import_failed' })
    expect(await getUpload(ann.workspace, { id: ref.uploadId })).toMatchObject({ state: 'receiving' })
    respond = (_req, res) => res.end(mp4)
    expect(await bring(ref)).toEqual({ state: 'checking' })
    expect(sha256(await readFile(path.join(app.dir, 'incoming', ref.uploadId)))).toBe(sha256(mp4))
  })

  test.each([
    ['a page that asks to sign in', '<!doctype html><html><body>Sign in</body></html>', /web page/],
    ['a playlist', `#EXTM3U\n${'#EXTINF:10,\nhttp://127.0.0.1/x.ts\n'.repeat(400)}`, /playlist/],
    ['nothing', '', /empty/],
  ])('of %s fails with that reason and keeps nothing', async (_what, body, reason) => {
    respond = (_req, res) => res.end(body)
    const ref = await take()
    expect(await bring(ref)).toMatchObject({ state: 'failed', failure: { message: expect.stringMatching(reason) } })
    expect(await incoming()).not.toContain(ref.uploadId)
    expect(eventsOf(ref.uploadId)).toEqual(['upload/import-requested', 'upload/failed'])
  })

  test('larger than may be brought fails by its announced size, and by counting when it is silent', async () => {
    await app.ctx.db.source.create({
      data: {
        ...{ workspaceId: ann.workspace.workspaceId, contentHash: 'e'.repeat(64), durationMs: 1000, info: {} },
        objectKey: `sources/${ann.workspace.workspaceId}/filler.mp4`,
        sizeBytes: limits.storageBytes[(await planOf()) ?? 'free'] - 500_000,
      },
    })
    const large = Buffer.concat([mp4, randomBytes(500_000)])
    respond = (_req, res) => res.writeHead(200, { 'content-length': large.length }).end(large)
    const announced = await take()
    expect(await bring(announced)).toMatchObject({ state: 'failed', failure: { code: 'payload_too_large' } })
    respond = (_req, res) => {
      res.write(large.subarray(0, 1000))
      res.end(large.subarray(1000))
    }
    const silent = await take()
    expect(await bring(silent)).toMatchObject({ state: 'failed', failure: { code: 'payload_too_large' } })
    expect(await incoming()).not.toContain(silent.uploadId)
    await app.ctx.db.source.deleteMany({ where: { contentHash: 'e'.repeat(64) } })
  })

  test.each([true, false])(
    'of two that come at the same time and each just fit the plan one is told the numbers (size announced: %s)',
    async (isAnnounced) => {
      const filler = { workspaceId: ann.workspace.workspaceId, contentHash: 'f'.repeat(64) }
      await app.ctx.db.source.create({
        data: {
          ...{ ...filler, durationMs: 1000, info: {}, objectKey: `sources/${filler.workspaceId}/filler.mp4` },
          sizeBytes: limits.storageBytes[(await planOf()) ?? 'free'] - 300_000 - (await takenBytes()),
        },
      })
      // Nobody gets a byte before both were let in.
      const waiting: (() => void)[] = []
      respond = (_req, res) => {
        waiting.push(() => {
          if (isAnnounced) res.setHeader('content-length', mp4.length)
          else res.flushHeaders()
          res.end(mp4)
        })
        if (waiting.length === 2) for (const answer of waiting) answer()
      }
      const refs = [await take('one.mp4'), await take('two.mp4')]
      const ends = await Promise.all(refs.map((ref) => bring(ref)))
      expect(ends.map(({ state }) => state).sort()).toEqual(['checking', 'failed'])
      expect(ends.find(({ state }) => state === 'failed')).toMatchObject({
        failure: {
          code: 'payload_too_large',
          message: expect.stringMatching(/^The file has .* of your storage are free/),
        },
      })
      await app.ctx.db.source.deleteMany({ where: filler })
    },
  )

  test('cancelled by the person while it comes ends soon and keeps nothing', async () => {
    respond = (_req, res) => {
      res.write(mp4)
      const drip = setInterval(() => res.write(randomBytes(100_000)), 50)
      res.once('close', () => clearInterval(drip))
    }
    const ref = await take()
    const running = bring(ref)
    const offset = async () => (await getUpload(ann.workspace, { id: ref.uploadId })).offsetBytes
    await expect.poll(offset).toBeGreaterThan(0)
    const startedMs = performance.now()
    await cancelUpload(ann.workspace, { id: ref.uploadId })
    expect(await running).toEqual({ state: 'cancelled' })
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    expect(await incoming()).not.toContain(ref.uploadId)
  })

  test('from a sender that is too slow, or takes too long, ends with that reason: a repeat would hold a place as long', async () => {
    respond = (_req, res) => {
      const drip = setInterval(() => res.write('x'), 10)
      res.once('close', () => clearInterval(drip))
    }
    const slow = { bytesPerSecond: 10_000, windowMs: 100, startMs: 0 }
    const ctx = { ...app.ctx, ports: { ...app.ctx.ports, fetcher: fetcherOf({ slow }) } }
    const dripped = await take()
    expect(await importUpload(ctx, { ...dripped, signal: new AbortController().signal })).toMatchObject({
      ...{
        state: 'failed',
        failure: { code: 'import_refused', message: expect.stringMatching(/less than 9.8 kB a second/) },
      },
    })
    const late = await take()
    respond = (_req, res) => {
      res.write(mp4, () => res.destroy())
    }
    await expect(bring(late)).rejects.toMatchObject({ code: 'import_failed' })
    const { expiresAt } = await rowOf(late)
    expect(expiresAt.getTime() - app.ctx.clock.now()).toBeLessThanOrEqual(limits.importHours * 3_600_000)
    // All tries together have these hours.
    await expect(bring(late)).rejects.toMatchObject({ code: 'import_failed' })
    expect((await rowOf(late)).expiresAt).toEqual(expiresAt)
    await app.ctx.db.upload.update({ where: { id: late.uploadId }, data: { expiresAt: new Date(Date.now() - 1) } })
    expect(await bring(late)).toMatchObject({ state: 'failed', failure: { message: expect.stringMatching(/longer/) } })
  })

  test('of unknown size holds room ahead of what comes, and is stopped when the disk has no more', async () => {
    let diskBytes = 1e12
    const intake = { ...app.ctx.ports.intake, freeBytes: async () => diskBytes }
    const ctx = { ...app.ctx, ports: { ...app.ctx.ports, intake } }
    let more = (): void => undefined
    respond = (_req, res) => {
      res.write(mp4)
      more = () => void res.write(randomBytes(limits.uploadPartBytes + 1))
    }
    const ref = await take()
    const running = importUpload(ctx, { ...ref, signal: new AbortController().signal })
    await expect.poll(async () => (await rowOf(ref)).reservedBytes).toBeGreaterThanOrEqual(limits.uploadPartBytes)
    const stored = await sumStorage(app.ctx.db, ref.workspaceId)
    expect(stored.incomingBytes).toBeGreaterThanOrEqual(limits.uploadPartBytes + (await takenBytes()))
    const bob = await app.signIn()
    diskBytes = 4 * limits.uploadPartBytes
    const asked = createUpload(
      { ...bob.workspace, ports: ctx.ports },
      { fileName: 'a.mp4', sizeBytes: 2 * limits.uploadPartBytes },
    )
    await expect(asked).rejects.toMatchObject({ code: 'storage_full' })
    diskBytes = 1000
    more()
    expect(await running).toMatchObject({ state: 'failed', failure: { code: 'storage_full' } })
    expect(await incoming()).not.toContain(ref.uploadId)
  })

  /** An answer of half of it, the rest of which comes when it is asked for. */
  const halfAnswer = () => {
    const answer = { isAsked: false, more: (): void => undefined }
    respond = (_req, res) => {
      res.write(long.subarray(0, 1_000_000))
      answer.isAsked = true
      answer.more = () => void res.end(long.subarray(1_000_000))
    }
    return answer
  }
  /** So much that some of it is written before the rest comes. */
  const long = Buffer.concat([mp4, randomBytes(2_000_000)])
  const sizeOf = ({ uploadId }: { uploadId: string }) => app.ctx.ports.intake.sizeOf(uploadId)
  const withPorts = (ports: Partial<typeof app.ctx.ports>) => ({ ...app.ctx, ports: { ...app.ctx.ports, ...ports } })
  const never = new AbortController().signal

  test.each(['has all of it', 'has been refused it'])(
    'that another run has begun meanwhile is the other one’s: one that %s writes nothing and takes nothing away',
    async (what) => {
      const ref = await take()
      let answer = halfAnswer()
      let going: ReturnType<typeof bring> | null = null
      const beginAnew = async () => {
        answer = halfAnswer()
        going = bring(ref)
        await expect.poll(async () => answer.isAsked && (await sizeOf(ref)) > 0).toBe(true)
      }
      const { intake, fetcher } = app.ctx.ports
      const late = {
        'has all of it': withPorts({
          intake: {
            ...intake,
            append: async (id, request) => {
              const size = await intake.append(id, request)
              await beginAnew()
              return size
            },
          },
        }),
        'has been refused it': withPorts({
          fetcher: {
            ...fetcher,
            open: async () => {
              await beginAnew()
              throw new DomainError('import_refused', 'The other side took too long.')
            },
          },
        }),
      }[what]
      respond = (_req, res) => res.end(long)
      await expect(importUpload(late ?? app.ctx, { ...ref, signal: never })).rejects.toMatchObject({
        code: 'engine_unavailable',
      })
      expect(await rowOf(ref)).toMatchObject({ state: 'receiving' })
      answer.more()
      expect(await going).toEqual({ state: 'checking' })
      expect(await rowOf(ref)).toMatchObject({ state: 'checking', sizeBytes: BigInt(long.length) })
      expect(sha256(await readFile(path.join(app.dir, 'incoming', ref.uploadId)))).toBe(sha256(long))
      expect(eventsOf(ref.uploadId)).toEqual(['upload/import-requested', 'upload/received'])
    },
  )

  test('begun again beside a run that still writes is no failure: that one leaves, and the next try brings it', async () => {
    respond = (_req, res) => {
      res.write(mp4)
      const drip = setInterval(() => res.write(randomBytes(100_000)), 50)
      res.once('close', () => clearInterval(drip))
    }
    const ref = await take()
    const first = bring(ref)
    await expect.poll(() => sizeOf(ref)).toBeGreaterThan(0)
    await expect(bring(ref)).rejects.toMatchObject({ code: 'engine_unavailable' })
    await expect(first).rejects.toMatchObject({ code: 'engine_unavailable' })
    respond = (_req, res) => res.end(mp4)
    expect(await bring(ref)).toEqual({ state: 'checking' })
    expect(sha256(await readFile(path.join(app.dir, 'incoming', ref.uploadId)))).toBe(sha256(mp4))
  })

  test('whose bytes somebody took away while they came is not handed on', async () => {
    respond = (_req, res) => res.end(mp4)
    const ref = await take()
    const { intake } = app.ctx.ports
    const robbed = withPorts({
      intake: {
        ...intake,
        append: async (id, request) => {
          const size = await intake.append(id, request)
          await intake.remove(id)
          return size
        },
      },
    })
    const robbing = importUpload(robbed, { ...ref, signal: never })
    await expect(robbing).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(await bring(ref)).toEqual({ state: 'checking' })
    expect(await sizeOf(ref)).toBe(mp4.length)
  })

  test('stopped with its worker is begun again by the next', async () => {
    respond = (_req, res) => void res.write(mp4)
    const ref = await take()
    const stop = new AbortController()
    const running = bring(ref, stop.signal)
    await expect.poll(incoming).toContain(ref.uploadId)
    stop.abort()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(await getUpload(ann.workspace, { id: ref.uploadId })).toMatchObject({ state: 'receiving' })
  })
})

test('an address is kept as it was understood', async () => {
  const { id } = await importLink(ann.workspace, { url: address('a b\u00e9.mp4') })
  expect(await app.ctx.db.upload.findUniqueOrThrow({ where: { id } })).toMatchObject({
    url: address('a%20b%C3%A9.mp4'),
  })
})

describe('an address that is refused makes no row', () => {
  test.each(['file:///etc/passwd', 'http://10.0.0.1/a.mp4', 'https://user:pass@videos.example/a.mp4', 'talk.mp4'])(
    '%s',
    async (url) => {
      const before = await app.ctx.db.upload.count()
      await expect(importLink(ann.workspace, { url })).rejects.toMatchObject({ code: 'import_refused' })
      expect(await app.ctx.db.upload.count()).toBe(before)
    },
  )

  test('from a viewer', async () => {
    const { workspaceId } = ann.workspace
    const viewer = await app.signIn({ workspaceId, role: 'viewer' })
    await expect(importLink(viewer.workspace, { url: address('a.mp4') })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

test('an import of another workspace is not there', async () => {
  respond = (_req, res) => res.end(mp4)
  const ref = await take()
  const bob = await app.signIn()
  await expect(getUpload(bob.workspace, { id: ref.uploadId })).rejects.toMatchObject({ code: 'not_found' })
  await expect(cancelUpload(bob.workspace, { id: ref.uploadId })).rejects.toMatchObject({ code: 'not_found' })
  const theirs = { uploadId: ref.uploadId, workspaceId: bob.workspace.workspaceId }
  expect(await bring(theirs)).toEqual({ state: 'cancelled' })
  expect(await getUpload(ann.workspace, { id: ref.uploadId })).toMatchObject({ state: 'receiving' })
})

/** Of what earlier tests brought and nobody has checked. */
const takenBytes = async () =>
  Number(
    (
      await app.ctx.db.upload.aggregate({
        where: { workspaceId: ann.workspace.workspaceId, state: { in: ['receiving', 'checking'] } },
        _sum: { sizeBytes: true },
      })
    )._sum.sizeBytes ?? 0,
  )

const planOf = async () =>
  (await app.ctx.db.workspace.findUnique({ where: { id: ann.workspace.workspaceId }, select: { plan: true } }))?.plan
