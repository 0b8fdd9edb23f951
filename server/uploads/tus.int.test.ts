import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrpcContext } from '@/server/api/init'
import { serveTus } from '@/server/api/serve-tus'
import { limits } from '@/server/media/limits'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { bringBytes } from '@/server/testing/bring-bytes'
import { serveDoor, type TestServer } from '@/server/testing/http-bridge'
import { checksumOf, createTusClient, creation, sha256 } from '@/server/testing/tus-client'
import { unlimited } from '@/server/testing/unlimited'
import { appendUpload, cancelUpload, getUpload } from '.'

let app: TestApp
let server: TestServer
let ann: SignedInTester
let bob: SignedInTester
const people = new Map<string, SignedInTester>()

beforeAll(async () => {
  app = await openTestApp({ ports: { rateLimiter: unlimited } })
  ann = await app.signIn()
  bob = await app.signIn()
  people.set('ann', ann).set('bob', bob)
  server = await serveDoor((request) => {
    const person = people.get(request.headers.get('x-test-person') ?? '')
    const caller: TrpcContext = {
      app: app.ctx,
      user: person?.user ?? null,
      workspace: person?.workspace ?? null,
      resHeaders: new Headers(),
    }
    const stallMs = request.headers.get('x-test-stall-ms')
    return serveTus(request, app.ctx, async () => caller, stallMs === null ? {} : { stallMs: Number(stallMs) })
  })
})

afterAll(async () => {
  await server?.close()
  await app?.close()
})

const client = (person = 'ann') => createTusClient(server.url, { 'x-test-person': person })
const idOf = (location: string) => location.split('/').at(-1) ?? ''
const fileOf = (location: string) => path.join(app.dir, 'incoming', idOf(location))
const rowOf = (location: string) => app.ctx.db.upload.findUniqueOrThrow({ where: { id: idOf(location) } })

test('a method that a header puts in the place of GET needs one of our own pages like any other', async () => {
  const location = await client().create(10, { filename: 'a.mp4' })
  const drop = (headers: Readonly<Record<string, string>>) =>
    fetch(new URL(location, server.url), {
      headers: {
        ...{ 'x-test-person': 'ann', 'tus-resumable': '1.0.0', 'x-http-method-override': 'DELETE' },
        ...headers,
      },
    })
  expect((await drop({ origin: 'https://evil.example' })).status).toBe(403)
  expect((await drop({})).status).toBe(403)
  expect(await rowOf(location)).toMatchObject({ state: 'receiving' })
  expect((await drop({ origin: app.ctx.config.appUrl })).status).toBe(204)
})

describe('an upload in parts', () => {
  test('arrives byte for byte, and is handed on to be checked exactly once', async () => {
    const bytes = randomBytes(3_000_000)
    const tus = client()
    const location = await tus.create(bytes.length, { filename: 'talk.mp4', sha256: sha256(bytes) })
    const first = bytes.subarray(0, 2_000_000)
    expect((await tus.patch(location, 0, first, { headers: checksumOf(first) })).headers['upload-offset']).toBe(
      '2000000',
    )
    expect(await tus.offsetOf(location)).toBe(2_000_000)
    expect((await tus.patch(location, 2_000_000, bytes.subarray(2_000_000))).status).toBe(204)
    expect(sha256(await readFile(fileOf(location)))).toBe(sha256(bytes))
    expect(await rowOf(location)).toMatchObject({ state: 'checking', offsetBytes: 3_000_000n, kind: 'file' })
    await tus.offsetOf(location)
    const sent = app.sentEvents.filter(({ data }) => data.uploadId === idOf(location))
    expect(sent).toEqual([
      {
        id: `upload/received:${idOf(location)}`,
        name: 'upload/received',
        data: { uploadId: idOf(location), workspaceId: ann.workspace.workspaceId },
      },
    ])
  })

  test('the id in its address is that of its row', async () => {
    const location = await client().create(10, { filename: 'a.mp4' })
    expect(location).toMatch(/^\/api\/uploads\/[0-9a-f-]{36}$/)
    expect(await getUpload(ann.workspace, { id: idOf(location) })).toMatchObject({ fileName: 'a.mp4', sizeBytes: 10 })
  })

  test('five cuts cost at most one part each, and the whole is the same', async () => {
    const bytes = randomBytes(2_000_000)
    const partBytes = 250_000
    const tus = client()
    const location = await tus.create(bytes.length)
    const cuts = [1, 2, 4, 5, 7]
    let sentBytes = 0
    const partOf = (part: number) => bytes.subarray(part * partBytes, (part + 1) * partBytes)
    const cutPart = async (part: number): Promise<void> => {
      const body = partOf(part)
      sentBytes += 200_000
      const before = server.done()
      const cut = tus.patch(location, part * partBytes, body, { headers: checksumOf(body), cutAfter: 200_000 })
      await expect(cut).rejects.toThrow('cut by the test')
      // Until the server has noticed, the part that comes next would be refused, and a client would have to ask again.
      await expect.poll(() => server.done()).toBe(before + 1)
    }
    for (let part = 0; part < 8; part++) {
      await Promise.all(cuts.filter((each) => each === part).map(cutPart))
      const offset = await tus.offsetOf(location)
      const body = bytes.subarray(offset, (part + 1) * partBytes)
      sentBytes += body.length
      const answer = await tus.patch(location, offset, body, { headers: checksumOf(body) })
      expect([answer.status, answer.body]).toEqual([204, {}])
    }
    expect(sha256(await readFile(fileOf(location)))).toBe(sha256(bytes))
    expect(sentBytes - bytes.length).toBeLessThanOrEqual(cuts.length * partBytes)
  })

  test('without checksums what came before a cut is kept to the byte', async () => {
    const bytes = randomBytes(500_000)
    const tus = client()
    const location = await tus.create(bytes.length)
    await expect(tus.patch(location, 0, bytes, { cutAfter: 300_000 })).rejects.toThrow('cut by the test')
    await expect.poll(() => tus.offsetOf(location)).toBeGreaterThan(100_000)
    await expect.poll(() => server.inFlight()).toBe(0)
    const offset = await tus.offsetOf(location)
    expect((await tus.patch(location, offset, bytes.subarray(offset))).status).toBe(204)
    expect(sha256(await readFile(fileOf(location)))).toBe(sha256(bytes))
  })
})

describe('what is refused leaves the bytes as they were', () => {
  test('row 23: a wrong offset, an overlap and a part past the announced size are 409', async () => {
    const bytes = randomBytes(1000)
    const tus = client()
    const location = await tus.create(bytes.length)
    await tus.patch(location, 0, bytes.subarray(0, 600))
    const wrong = await tus.patch(location, 700, bytes.subarray(700))
    expect(wrong.status).toBe(409)
    expect(wrong.headers['upload-offset']).toBe('600')
    expect((await tus.patch(location, 300, bytes.subarray(300))).status).toBe(409)
    expect((await tus.patch(location, 600, randomBytes(401))).status).toBe(409)
    expect(await readFile(fileOf(location))).toEqual(bytes.subarray(0, 600))
  })

  test('row 24: a part that is not what its checksum says is 460, and none of it is kept', async () => {
    const tus = client()
    const location = await tus.create(1000)
    const answer = await tus.patch(location, 0, randomBytes(1000), { headers: checksumOf(randomBytes(1000)) })
    expect([answer.status, answer.body.code]).toEqual([460, 'checksum_mismatch'])
    expect(await tus.offsetOf(location)).toBe(0)
    const unknown = { 'upload-checksum': 'md5 AAAA' }
    expect((await tus.patch(location, 0, randomBytes(10), { headers: unknown })).status).toBe(400)
  })

  test('a second claim about the whole that contradicts the first is 460', async () => {
    const tus = client()
    const location = await tus.create(10, { sha256: 'a'.repeat(64) })
    const other = { 'upload-content-sha256': 'b'.repeat(64) }
    expect((await tus.patch(location, 0, randomBytes(10), { headers: other })).status).toBe(460)
    expect(await tus.offsetOf(location)).toBe(0)
  })

  test('row 25: another person’s upload is 404 for every method, and nothing of it changes', async () => {
    const location = await client().create(1000)
    await bringBytes(app, idOf(location), 400)
    const before = await rowOf(location)
    const other = client('bob')
    expect((await other.send({ method: 'HEAD', path: location })).status).toBe(404)
    expect((await other.patch(location, 400, randomBytes(600))).status).toBe(404)
    expect((await other.send({ method: 'DELETE', path: location })).status).toBe(404)
    expect((await client('nobody').patch(location, 400, randomBytes(600))).status).toBe(401)
    expect((await client().send({ method: 'HEAD', path: `/api/uploads/${randomUUID()}` })).status).toBe(404)
    expect((await client().send({ method: 'HEAD', path: '/api/uploads/..%2f..%2fetc' })).status).toBe(404)
    expect(await rowOf(location)).toEqual(before)
    expect(await client().offsetOf(location)).toBe(400)
  })

  test('a member may go on from another workspace of theirs, a viewer and one who left may not', async () => {
    const location = await client().create(1000)
    const { workspaceId } = ann.workspace
    people.set('editor', await app.signIn({ workspaceId, role: 'editor' }))
    people.set('viewer', await app.signIn({ workspaceId, role: 'viewer' }))
    expect((await client('editor').patch(location, 0, randomBytes(100))).status).toBe(204)
    expect((await client('viewer').patch(location, 100, randomBytes(100))).status).toBe(404)
    expect((await client('viewer').send({ method: 'POST', path: '/api/uploads', headers: creation(10) })).status).toBe(
      403,
    )
    const editor = people.get('editor')
    await app.ctx.db.membership.deleteMany({ where: { userId: editor?.user.user.id ?? '', workspaceId } })
    expect((await client('editor').patch(location, 100, randomBytes(100))).status).toBe(404)
  })

  test('another site’s page can’t make, feed or end an upload', async () => {
    const location = await client().create(1000)
    for (const origin of ['https://evil.example', 'null']) {
      const headers = { origin, ...creation(10) }
      expect((await client().send({ method: 'POST', path: '/api/uploads', headers })).status).toBe(403)
      expect((await client().patch(location, 0, randomBytes(10), { headers: { origin } })).status).toBe(403)
      expect((await client().send({ method: 'DELETE', path: location, headers: { origin } })).status).toBe(403)
    }
    expect(await client().offsetOf(location)).toBe(0)
  })

  test('row 27: a part of unknown length is 400, one that claims more than it sends can be gone on with', async () => {
    const tus = client()
    const location = await tus.create(1000)
    // By hand: Node's client would say a length as well.
    const socket = net.connect(server.port, '127.0.0.1')
    const lines = [
      `PATCH ${location} HTTP/1.1`,
      ...['host: localhost', 'origin: http://localhost:3000', 'x-test-person: ann', 'tus-resumable: 1.0.0'],
      ...['content-type: application/offset+octet-stream', 'upload-offset: 0', 'transfer-encoding: chunked'],
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n5\r\nhello\r\n0\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"invalid_request"/)
    expect(await tus.offsetOf(location)).toBe(0)
    await expect(tus.patch(location, 0, randomBytes(1000), { cutAfter: 200 })).rejects.toThrow()
    const rest = async () => {
      const offset = await tus.offsetOf(location)
      const { status } = await tus.patch(location, offset, new Uint8Array(1000 - offset))
      return { status, hasKept: offset <= 200 }
    }
    await expect.poll(rest).toEqual({ status: 204, hasKept: true })
  })

  test('a request that is not tus 1.0 is 412 and says what is', async () => {
    const answer = await client().send({ method: 'POST', path: '/api/uploads', headers: { 'tus-resumable': '0.2.2' } })
    expect([answer.status, answer.headers['tus-version']]).toEqual([412, '1.0.0'])
    const options = await client().send({ method: 'OPTIONS', path: '/api/uploads' })
    expect(options.headers['tus-extension']).toBe('creation,termination,checksum,expiration')
    expect(options.headers['tus-max-size']).toBe(String(limits.maxSourceBytes))
  })
})

describe('before a byte is sent', () => {
  const post = (sizeBytes: number, person = 'ann') =>
    client(person).send({ method: 'POST', path: '/api/uploads', headers: creation(sizeBytes) })

  test('a file past the limit is 413 and names it; an empty one is 422', async () => {
    expect(await post(limits.maxSourceBytes + 1)).toMatchObject({ status: 413, body: { limit: 'file' } })
    expect((await post(0)).status).toBe(422)
    expect((await client().send({ method: 'POST', path: '/api/uploads' })).status).toBe(400)
  })

  test('a part past 16 MiB is 413', async () => {
    const location = await client().create(limits.uploadPartBytes + 1)
    // Refused by what it says of itself: nobody waits for the bytes.
    const part = new Uint8Array(limits.uploadPartBytes + 1)
    expect(await client().patch(location, 0, part, { stallAfter: 10 })).toMatchObject({
      ...{ status: 413, body: { code: 'payload_too_large' } },
    })
    expect(await client().offsetOf(location)).toBe(0)
  })

  test('row 26: small files whose sum passes the plan are refused, also when they come at once', async () => {
    people.set('full', await app.signIn())
    const { workspaceId } = people.get('full')?.workspace ?? ann.workspace
    await app.ctx.db.workspace.update({ where: { id: workspaceId }, data: { plan: 'free' } })
    await app.ctx.db.source.create({
      data: {
        ...{
          workspaceId,
          contentHash: 'f'.repeat(64),
          durationMs: 1000,
          info: {},
          objectKey: `sources/${workspaceId}/x.mp4`,
        },
        sizeBytes: limits.storageBytes.free - 1_000_000,
      },
    })
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(400_000, 'full')))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 413, 413])
    const refused = answers.find(({ status }) => status === 413)
    expect(refused?.body).toMatchObject({ code: 'payload_too_large', limit: 'plan', needed: 400_000, free: 200_000 })
  })

  test('what the disk can’t hold is 507 with what is needed and what is free', async () => {
    const tight = {
      ...ann.workspace,
      ports: { ...app.ctx.ports, intake: { ...app.ctx.ports.intake, freeBytes: async () => 1_500_000 } },
    }
    people.set('tight', { ...ann, workspace: tight })
    expect(await post(1_000_000, 'tight')).toMatchObject({
      status: 507,
      body: { code: 'storage_full', needed: 2_000_000 },
    })
  })
})

describe('two at once, and none for long', () => {
  test('row 28: of two that write the same part one wins, the other is told 409, and the bytes are one part’s', async () => {
    const bytes = randomBytes(8_000_000)
    const tus = client()
    const location = await tus.create(bytes.length)
    const answers = await Promise.all([tus.patch(location, 0, bytes), tus.patch(location, 0, bytes)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(sha256(await readFile(fileOf(location)))).toBe(sha256(bytes))
  })

  test('row 30: an upload that stalls is cut at the deadline, keeps what came, and goes on', async () => {
    const bytes = randomBytes(400_000)
    const tus = client()
    const location = await tus.create(bytes.length)
    const startedMs = performance.now()
    const headers = { 'x-test-stall-ms': '2000' }
    const stalled = await tus.patch(location, 0, bytes, { stallAfter: 150_000, headers })
    expect(stalled.status).toBe(499)
    // At the deadline that was said, and not at that of the table.
    expect(performance.now() - startedMs).toBeLessThan(limits.uploadStallSeconds * 1_000)
    expect(await tus.offsetOf(location)).toBe(150_000)
    expect(await rowOf(location)).toMatchObject({ offsetBytes: 150_000n })
    expect((await tus.patch(location, 150_000, bytes.subarray(150_000))).status).toBe(204)
    expect(sha256(await readFile(fileOf(location)))).toBe(sha256(bytes))
  })

  test('cancelled while bytes come: the sender is told 410 then and there, and no byte is left', async () => {
    const tus = client()
    const location = await tus.create(2_000_000)
    const id = idOf(location)
    async function* cancelledMidway() {
      yield Buffer.alloc(600_000)
      await expect.poll(() => tus.offsetOf(location)).toBe(600_000)
      await cancelUpload(ann.workspace, { id })
      yield Buffer.alloc(600_000)
    }
    const part = { id, offset: 0, lengthBytes: 1_200_000, partHash: null, contentHash: null, body: cancelledMidway() }
    const sending = appendUpload(app.ctx, ann.user, { ...part, signal: new AbortController().signal })
    await expect(sending).rejects.toMatchObject({ code: 'gone' })
    expect((await tus.patch(location, 600_000, randomBytes(1000))).status).toBe(410)
    expect(await app.incoming()).not.toContain(id)
    expect(await rowOf(location)).toMatchObject({ state: 'cancelled' })
  })

  test('ended by its sender: 204, then gone', async () => {
    const tus = client()
    const location = await tus.create(1000)
    expect((await tus.send({ method: 'DELETE', path: location })).status).toBe(204)
    expect((await tus.send({ method: 'HEAD', path: location })).status).toBe(410)
    expect((await tus.send({ method: 'DELETE', path: location })).status).toBe(410)
  })
})

describe('rows 21 and 22: names', () => {
  test.each([
    ['.mp4.exe', '.mp4.exe'],
    ['‮4pm.exe', '4pm.exe'],
    ['a'.repeat(300), 'a'.repeat(limits.maxFileNameLength)],
    ['🎬 talk 👩‍💻.mp4', '🎬 talk 👩‍💻.mp4'],
    ['nul\u0000byte\r\n.mp4', 'nulbyte.mp4'],
    ['..\\..\\windows\\evil.mp4', 'evil.mp4'],
    ['../../etc/passwd', 'passwd'],
    ['CON', 'CON'],
    ['-y.mp4', '-y.mp4'],
    ['concat:a|b', 'concat:a|b'],
    ['a%03d.png', 'a%03d.png'],
    ['\u200b', 'video'],
  ])('%j is shown as %j and is no part of a path', async (given, shown) => {
    const location = await client().create(10, { filename: given })
    await client().patch(location, 0, randomBytes(5))
    expect(await rowOf(location)).toMatchObject({ fileName: shown })
    expect(await readdir(path.join(app.dir, 'incoming'))).toContain(idOf(location))
  })
})
