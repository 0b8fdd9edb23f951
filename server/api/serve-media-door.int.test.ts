import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFileCache } from '@/server/adapters/object-store/file-cache'
import { createS3ObjectStore } from '@/server/adapters/object-store/s3'
import type { AppContext } from '@/server/context'
import { signMediaUrl } from '@/server/media-links'
import type { ObjectStore } from '@/server/ports/object-store'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { serveDoor, type TestServer } from '@/server/testing/http-bridge'
import { type S3StandIn, startS3StandIn } from '@/server/testing/s3-stand-in'
import { securityHeadersOf } from './security-headers.mjs'
import { serveMedia } from './serve-media'
import { answerMedia } from './serve-media-door'

const bytes = randomBytes(1_000_000)
let app: TestApp
let ann: SignedInTester
let s3: S3StandIn
let cacheDir: string
const contexts: Partial<Record<'disk' | 's3', AppContext>> = {}
let current: AppContext
let route: TestServer
let door: http.Server
let clip: string
let still: string

beforeAll(async () => {
  app = await openTestApp()
  ann = await app.signIn()
  s3 = await startS3StandIn()
  cacheDir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-door-'))
  const bucket = createS3ObjectStore(
    { bucket: s3.bucket, region: 'us-east-1', endpoint: s3.endpoint, credentials: s3.credentials },
    await createFileCache({ dir: cacheDir, maxBytes: 1e9 }),
  )
  // Stands still: what an address has left to live is in its answer.
  const nowMs = Date.now()
  contexts.disk = { ...app.ctx, clock: { ...app.ctx.clock, now: () => nowMs } }
  contexts.s3 = { ...contexts.disk, ports: { ...app.ctx.ports, objects: bucket } }
  current = app.ctx
  clip = `clips/${ann.workspace.workspaceId}/a.mp4`
  still = `clips/${ann.workspace.workspaceId}/a.jpg`
  for (const objects of [app.ctx.ports.objects, bucket]) {
    await objects.put(clip, bytes, { contentType: 'video/mp4' })
    await objects.put(still, bytes.subarray(0, 5_000), { contentType: 'image/jpeg' })
  }
  route = await serveDoor((request) => serveMedia(request, current))
  door = http.createServer((request, response) => void answerMedia(request, response, current))
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  door?.closeAllConnections()
  door?.close()
  await route?.close()
  await s3?.close()
  await app?.close()
  await rm(cacheDir, { recursive: true, force: true })
})

type Asked = { readonly target: string; readonly method?: string; readonly headers?: Record<string, string> }

/** Without fetch, which would hide what stands in the answer's head. */
const ask = (port: number, { target, method = 'GET', headers = {} }: Asked) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: target, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject)
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: { ...response.headers }, body: Buffer.concat(chunks) }),
        )
      },
    )
    request.once('error', reject)
    request.end()
  })
const doorPort = () => (door.address() as AddressInfo).port
/** Of the connection, not of the answer. */
const withoutHop = ({ date: _date, connection: _connection, ...rest }: Record<string, unknown>) => {
  const { 'transfer-encoding': _encoding, 'content-length': _length, ...headers } = rest
  return headers
}
const lowered = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

describe.each(['disk', 's3'] as const)('media from %s through the door', (kind) => {
  beforeAll(() => {
    current = contexts[kind] ?? app.ctx
  })
  const sign = (key: string, download?: string) =>
    signMediaUrl(ann.workspace, key, download === undefined ? {} : { download })
  const changed = () => sign(clip).replace('.mp4', '.mov')
  const etagOf = async (target: string) => String((await ask(route.port, { target, method: 'HEAD' })).headers.etag)

  test.each([
    ['a clip', 200, 1_000_000, async () => ({ target: sign(clip) })],
    ['a clip to save', 200, 1_000_000, async () => ({ target: sign(clip, 'Vortrag – 1.mp4') })],
    ['a still', 200, 5_000, async () => ({ target: sign(still) })],
    ['a range', 206, 100, async () => ({ target: sign(clip), headers: { range: 'bytes=999900-' } })],
    [
      'a range of what it still is',
      206,
      10,
      async () => ({ target: sign(clip), headers: { range: 'bytes=0-9', 'if-range': await etagOf(sign(clip)) } }),
    ],
    [
      'a range of what it was',
      200,
      1_000_000,
      async () => ({ target: sign(clip), headers: { range: 'bytes=0-9', 'if-range': '"other"' } }),
    ],
    ['a range past the end', 416, 0, async () => ({ target: sign(clip), headers: { range: 'bytes=1000000-' } })],
    ['a HEAD', 200, 0, async () => ({ target: sign(clip), method: 'HEAD' })],
    [
      'what the reader has already',
      304,
      0,
      async () => ({ target: sign(clip), headers: { 'if-none-match': await etagOf(sign(clip)) } }),
    ],
  ] as readonly (readonly [string, number, number, () => Promise<Asked>])[])(
    '%s: status, headers and bytes are the route’s, with the policies of next.config',
    async (_what, status, length, asking) => {
      const asked = await asking()
      const [through, from] = [await ask(doorPort(), asked), await ask(route.port, asked)]
      expect([through.status, through.body.length, through.body.equals(from.body)]).toEqual([status, length, true])
      const policies = lowered(securityHeadersOf(new URL(asked.target, 'http://localhost').pathname))
      expect(withoutHop(through.headers)).toEqual({ ...withoutHop(from.headers), ...policies })
    },
  )

  test('says how long what it sends is', async () => {
    const lengthOf = async (asked: Asked) => (await ask(doorPort(), asked)).headers['content-length']
    expect(await lengthOf({ target: sign(clip) })).toBe('1000000')
    expect(await lengthOf({ target: sign(clip), method: 'HEAD' })).toBe('1000000')
    expect(await lengthOf({ target: sign(clip), headers: { range: 'bytes=5-9' } })).toBe('5')
    expect(await lengthOf({ target: sign(clip), headers: { range: 'bytes=1000000-' } })).toBe('0')
  })

  test.each([
    ['an address that was changed', 403, () => changed()],
    ['a file that is not there', 404, () => sign(clip.replace('a.mp4', 'gone.mp4'))],
    ['no plain path', 404, () => `${sign(clip).split('/clips/')[0]}/..%2f..%2fetc%2fpasswd`],
  ] as const)('%s is refused as by the route', async (_what, status, targetOf) => {
    for (const method of ['GET', 'HEAD']) {
      const asked = { target: targetOf(), method }
      const [through, from] = [await ask(doorPort(), asked), await ask(route.port, asked)]
      expect([through.status, from.status]).toEqual([status, status])
      expect(through.body.toString()).toBe(from.body.toString())
      const policies = lowered(securityHeadersOf(new URL(asked.target, 'http://localhost').pathname))
      expect(withoutHop(through.headers)).toEqual({ ...withoutHop(from.headers), ...policies })
    }
  })
})

/** A store whose one file never ends, and knows how much was taken of it and whether it was let go. */
const endless = () => {
  const state = { givenBytes: 0, isClosed: false }
  const read: ObjectStore['read'] = async () =>
    new Readable({
      highWaterMark: 65_536,
      read() {
        state.givenBytes += 65_536
        this.push(Buffer.alloc(65_536))
      },
      destroy(error, done) {
        state.isClosed = true
        done(error)
      },
    })
  const stat: ObjectStore['stat'] = async (key) => ({ key, sizeBytes: 1e12, modifiedAtMs: 0, contentType: 'video/mp4' })
  return { state, objects: { ...app.ctx.ports.objects, read, stat } }
}

test('a reader that takes nothing is sent no more than its socket holds; when it leaves, the file is let go', async () => {
  const { state, objects } = endless()
  current = { ...app.ctx, ports: { ...app.ctx.ports, objects } }
  const request = http.get({
    ...{ host: '127.0.0.1', port: doorPort(), agent: false },
    path: signMediaUrl(ann.workspace, clip),
  })
  const response = await new Promise<http.IncomingMessage>((resolve) => request.once('response', resolve))
  response.pause()
  let before = -1
  await expect
    .poll(
      () => {
        const isStill = state.givenBytes === before
        before = state.givenBytes
        return isStill
      },
      { interval: 200 },
    )
    .toBe(true)
  expect(state.givenBytes).toBeLessThan(100_000_000)
  expect(state.isClosed).toBe(false)
  response.once('error', () => undefined)
  request.once('error', () => undefined)
  request.destroy()
  await expect.poll(() => state.isClosed).toBe(true)
})

test('a reader that takes nothing for as long as a file may stand still is cut off, and the file let go', async () => {
  const { state, objects } = endless()
  const stalled = { ...app.ctx, ports: { ...app.ctx.ports, objects } }
  const impatient = http.createServer((asked, answer) => void answerMedia(asked, answer, stalled, { stallMs: 300 }))
  await new Promise<void>((resolve) => impatient.listen(0, '127.0.0.1', resolve))
  const request = http.get({
    ...{ host: '127.0.0.1', port: (impatient.address() as AddressInfo).port, agent: false },
    path: signMediaUrl(ann.workspace, clip),
  })
  request.once('error', () => undefined)
  const response = await new Promise<http.IncomingMessage>((resolve) => request.once('response', resolve))
  response.once('error', () => undefined)
  response.pause()
  await expect.poll(() => state.isClosed).toBe(true)
  impatient.closeAllConnections()
  impatient.close()
})
