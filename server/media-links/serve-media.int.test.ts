import { randomBytes } from 'node:crypto'
import { mkdir, symlink } from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveMedia } from '@/server/api/serve-media'
import type { AppContext } from '@/server/context'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { serveDoor, type TestServer } from '@/server/testing/http-bridge'
import { signMailPicture, signMediaUrl } from '.'

let app: TestApp
let server: TestServer
let ann: SignedInTester
let key: string
/** The app as the server of the moment sees it: its clock and its keys may be another's. */
let seen: AppContext
const bytes = randomBytes(1_000_000)
const minute = 60_000

beforeAll(async () => {
  app = await openTestApp()
  ann = await app.signIn()
  seen = app.ctx
  key = `clips/${ann.workspace.workspaceId}/a1.mp4`
  await app.ctx.ports.objects.put(key, bytes, { contentType: 'video/mp4' })
  server = await serveDoor((request) => serveMedia(request, seen))
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

const get = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(new URL(url, server.url), { method, headers, redirect: 'manual' })
/** As written: fetch would resolve dots before it asks. */
const getRaw = (target: string) =>
  new Promise<number>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port: server.port, path: target, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      .once('error', reject)
  })
const sign = (options: { download?: string } = {}) => signMediaUrl(ann.workspace, key, options)
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('a signed address', () => {
  test('gives the file with headers that let a browser keep it and run nothing in it', async () => {
    const response = await get(sign())
    expect(response.status).toBe(200)
    expect(bytes.equals(await bodyOf(response))).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000000',
      'accept-ranges': 'bytes',
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^sandbox;/),
      'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
    })
  })

  test('of a mail’s picture is whole, good for thirty days, and shown by whoever shows the mail', async () => {
    const picture = `clips/${ann.workspace.workspaceId}/a1.jpg`
    await app.ctx.ports.objects.put(picture, bytes.subarray(0, 10), { contentType: 'image/jpeg' })
    const address = signMailPicture(ann.workspace, picture)
    expect(address).toMatch(/^http:\/\/localhost:3000\/media\//)
    const seenAfter = async (ms: number) => {
      seen = { ...app.ctx, clock: { ...app.ctx.clock, now: () => Date.now() + ms } }
      const response = await get(new URL(address).pathname)
      seen = app.ctx
      return [response.status, response.headers.get('cross-origin-resource-policy')]
    }
    expect(await seenAfter(29 * 24 * 60 * minute)).toEqual([200, 'cross-origin'])
    expect(await seenAfter(30 * 24 * 60 * minute)).toEqual([403, null])
    expect(() => signMailPicture({ ...ann.workspace, workspaceId: 'another' }, picture)).toThrow(
      'There is no such file.',
    )
  })

  test('with a name is saved under it', async () => {
    const response = await get(sign({ download: 'Mein Vortrag – Teil 1.mp4' }))
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="Mein Vortrag _ Teil 1.mp4"; filename*=UTF-8''Mein%20Vortrag%20%E2%80%93%20Teil%201.mp4`,
    )
  })

  test('is the same for some minutes, then another, and lives 10 to 15', async () => {
    const at = (ms: number) => ({ ...ann.workspace, clock: { ...app.ctx.clock, now: () => ms } })
    const start = Math.ceil(Date.now() / (5 * minute)) * 5 * minute
    const address = signMediaUrl(at(start), key)
    expect(signMediaUrl(at(start + 4 * minute), key)).toBe(address)
    expect(signMediaUrl(at(start + 5 * minute), key)).not.toBe(address)
    const statusAt = async (ms: number) => {
      seen = at(ms)
      const { status } = await get(address)
      seen = app.ctx
      return status
    }
    expect(await statusAt(start + 10 * minute)).toBe(200)
    expect(await statusAt(start + 15 * minute - 1)).toBe(200)
    expect(await statusAt(start + 15 * minute)).toBe(403)
  })

  test('HEAD has the headers and no body; a repeated read is 304', async () => {
    const head = await get(sign(), {}, 'HEAD')
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000000'])
    expect(await head.text()).toBe('')
    const again = await get(sign(), { 'if-none-match': head.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })

  test('a new key signs, the old one is still believed, one that was taken away is not', async () => {
    const old = sign()
    const keys = [{ id: 'k2', secret: randomBytes(32).toString('hex') }, ...app.ctx.config.mediaKeys]
    seen = { ...app.ctx, config: { ...app.ctx.config, mediaKeys: keys } }
    expect(signMediaUrl({ ...ann.workspace, config: seen.config }, key)).toMatch(/^\/media\/k2\./)
    expect((await get(old)).status).toBe(200)
    seen = { ...app.ctx, config: { ...app.ctx.config, mediaKeys: keys.slice(0, 1) } }
    expect((await get(old)).status).toBe(403)
    seen = app.ctx
  })
})

describe('ranges', () => {
  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=999000-', 999_000, 999_999],
    ['bytes=-500', 999_500, 999_999],
    ['bytes=500000-2000000', 500_000, 999_999],
  ])('%s is 206 with those bytes', async (range, start, end) => {
    const response = await get(sign(), { range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/1000000`)
    expect(response.headers.get('content-length')).toBe(String(end - start + 1))
    expect(bytes.subarray(start, end + 1).equals(await bodyOf(response))).toBe(true)
  })

  test('row 77: past the end is 416; a thousand ranges, negative and nonsense are the whole file once', async () => {
    const past = await get(sign(), { range: 'bytes=1000000-' })
    expect([past.status, past.headers.get('content-range')]).toEqual([416, 'bytes */1000000'])
    const many = `bytes=${Array.from({ length: 1000 }, (_, n) => `${n}-${n + 10}`).join(',')}`
    for (const range of [many, 'bytes=-1-5', 'bytes=5-1', 'nonsense']) {
      const response = await get(sign(), { range })
      expect([response.status, (await bodyOf(response)).length]).toEqual([200, 1_000_000])
    }
  })

  test('If-Range gives the part of what is known, the whole of what changed', async () => {
    const etag = (await get(sign(), {}, 'HEAD')).headers.get('etag') ?? ''
    expect((await get(sign(), { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await get(sign(), { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200)
  })

  test('a reader that goes away ends the read', async () => {
    const stop = new AbortController()
    const reading = fetch(new URL(sign(), server.url), { signal: stop.signal })
    const response = await reading
    stop.abort()
    await expect(response.arrayBuffer()).rejects.toThrow()
    expect((await get(sign(), { range: 'bytes=0-9' })).status).toBe(206)
  })
})

describe('row 75: an address that was changed is 403', () => {
  const parts = (url: string) => {
    const [, , ticket = '', ...rest] = url.split('/')
    const [id = '', expiry = '', signature = ''] = ticket.split('.')
    return { id, expiry, signature, rest: rest.join('/') }
  }
  test.each([
    ['its signature', (p: ReturnType<typeof parts>) => ({ ...p, signature: `A${p.signature.slice(1)}B` })],
    [
      'one character of it',
      (p) => ({
        ...p,
        signature: p.signature
          .replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'))
          .replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
      }),
    ],
    ['no signature', (p) => ({ ...p, signature: '' })],
    ['its expiry', (p) => ({ ...p, expiry: (Number.parseInt(p.expiry, 36) + 300).toString(36) })],
    ['its key', (p) => ({ ...p, id: 'k9' })],
    ['its path', (p) => ({ ...p, rest: p.rest.replace('/a1.', '/a2.') })],
    ['its tenant', (p) => ({ ...p, rest: p.rest.replace(/\/[^/]+\//, '/019b0000-0000-7000-8000-000000000000/') })],
  ] as readonly (readonly [string, (p: ReturnType<typeof parts>) => ReturnType<typeof parts>])[])(
    '%s',
    async (_what, change) => {
      const { id, expiry, signature, rest } = change(parts(sign()))
      expect((await get(`/media/${id}.${expiry}.${signature}/${rest}`)).status).toBe(403)
    },
  )

  test('its name to save as, or a name where there was none', async () => {
    expect((await get(sign({ download: 'a.mp4' }).replace('a.mp4', 'a.exe'))).status).toBe(403)
    expect((await get(`${sign()}?download=a.mp4`)).status).toBe(403)
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('its method: %s', async (method) => {
    expect((await get(sign(), {}, method)).status).toBe(403)
  })

  test('and nobody signs another workspace’s file', async () => {
    const bob = await app.signIn()
    expect(() => signMediaUrl(bob.workspace, key)).toThrowError(expect.objectContaining({ code: 'not_found' }))
  })
})

describe('row 76: what is no plain path is 404', () => {
  test.each([
    '..%2f..%2fetc%2fpasswd',
    '%252e%252e%252fetc',
    '/etc/passwd',
    '..\\..\\x',
    '.%2e/x',
    'clips/.hidden',
    'clips//x',
    'clips/%00',
  ])('%s', async (target) => {
    const { pathname } = new URL(sign(), server.url)
    const ticket = pathname.split('/')[2]
    expect(await getRaw(`/media/${ticket}/${target}`)).toBe(404)
  })

  test('a symbolic link, even when it was signed', async () => {
    const linked = `clips/${ann.workspace.workspaceId}/link.mp4`
    await mkdir(path.join(app.dir, 'objects', path.dirname(linked)), { recursive: true })
    await symlink('/etc/passwd', path.join(app.dir, 'objects', linked))
    expect((await get(signMediaUrl(ann.workspace, linked))).status).toBe(404)
  })

  test('a file that was deleted', async () => {
    const gone = `clips/${ann.workspace.workspaceId}/gone.mp4`
    expect((await get(signMediaUrl(ann.workspace, gone))).status).toBe(404)
  })
})
