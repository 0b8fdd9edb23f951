import { randomBytes } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Address, createWebFetcher, type FetcherRules } from './web'

/** Stands for the public internet: the one loopback port that the rule of these tests lets through. */
let publicServer: http.Server
/** Stands for what is inside: must never see a connection. */
let insideServer: http.Server
let insideConnections = 0
let respond: http.RequestListener
const seen: http.IncomingMessage[] = []
const bytes = randomBytes(300_000)

const listen = (server: http.Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const portOf = (server: http.Server) => (server.address() as AddressInfo).port

beforeAll(async () => {
  publicServer = http.createServer((req, res) => {
    seen.push(req)
    respond(req, res)
  })
  insideServer = http.createServer((_req, res) => res.end('secret'))
  insideServer.on('connection', () => {
    insideConnections++
  })
  await Promise.all([listen(publicServer), listen(insideServer)])
})
afterAll(() => {
  publicServer.closeAllConnections()
  publicServer.close()
  insideServer.close()
})
beforeEach(() => {
  insideConnections = 0
  seen.length = 0
  respond = (_req, res) => res.end(bytes)
})

const names: Record<string, readonly Address[]> = {
  'public.example': [{ address: '127.0.0.1', family: 4 }],
  'inside.example': [{ address: '10.0.0.1', family: 4 }],
  'mixed.example': [
    { address: '127.0.0.1', family: 4 },
    { address: '192.168.0.1', family: 4 },
  ],
}

const open = (
  url: string,
  rules: Partial<FetcherRules> = {},
  options: { signal?: AbortSignal; maxBytes?: number; withinMs?: number } = {},
) =>
  createWebFetcher({
    resolve: async (host) => names[host] ?? Promise.reject(new Error('ENOTFOUND')),
    isAllowed: (address, port) => address === '127.0.0.1' && port === portOf(publicServer),
    isAllowedPort: () => true,
    allowsHttp: true,
    ...rules,
  }).open(url, {
    signal: options.signal ?? new AbortController().signal,
    maxBytes: options.maxBytes ?? 1e9,
    withinMs: options.withinMs ?? 60_000,
  })

const at = (host: string, path = '/talk.mp4', server = publicServer) => `http://${host}:${portOf(server)}${path}`
const collect = async (body: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('a public file', () => {
  test('comes whole, with its size and name, over a request that carries nothing of ours', async () => {
    respond = (_req, res) => {
      res.setHeader('content-length', bytes.length)
      res.setHeader('content-disposition', `attachment; filename="x.mp4"; filename*=UTF-8''caf%C3%A9.mp4`)
      res.end(bytes)
    }
    const fetched = await open(at('public.example', '/a/talk%20one.mp4'))
    expect([fetched.sizeBytes, fetched.fileName]).toEqual([bytes.length, 'café.mp4'])
    expect(bytes.equals(await collect(fetched.body))).toBe(true)
    expect(seen[0]?.headers).toMatchObject({
      'accept-encoding': 'identity',
      host: `public.example:${portOf(publicServer)}`,
    })
    expect(seen[0]?.headers.cookie ?? seen[0]?.headers.authorization).toBeUndefined()
  })

  test('is found behind three redirects, not behind four', async () => {
    respond = (req, res) => {
      const left = Number(req.url?.slice(1))
      if (left === 0) res.end(bytes)
      else res.writeHead(302, { location: `/${left - 1}` }).end()
    }
    const fetched = await open(at('public.example', '/3'))
    expect(bytes.equals(await collect(fetched.body))).toBe(true)
    await expect(open(at('public.example', '/4'))).rejects.toMatchObject({ code: 'import_refused' })
  })
})

describe('what is inside is never connected to', () => {
  const refused = async (work: Promise<unknown>) => {
    await expect(work).rejects.toMatchObject({ code: 'import_refused' })
    expect(insideConnections).toBe(0)
  }

  test('row 39: by its address', () => refused(open(at('127.0.0.1', '/', insideServer))))
  test('row 39: by a name that leads there', () => refused(open(at('inside.example'))))
  test('row 42: by a name with a public and a private answer', () => refused(open(at('mixed.example'))))

  test.each([
    ['an address', () => `http://127.0.0.1:${portOf(insideServer)}/`],
    ['a name', () => `http://inside.example:${portOf(publicServer)}/`],
    ['an odd spelling', () => `http://2130706433:${portOf(insideServer)}/`],
    ['another scheme', () => 'file:///etc/passwd'],
    ['credentials', () => `http://a:b@public.example:${portOf(publicServer)}/`],
  ])('row 40: by a redirect to %s', async (_what, location) => {
    respond = (_req, res) => res.writeHead(302, { location: location() }).end()
    await refused(open(at('public.example')))
    expect(seen).toHaveLength(1)
  })

  test('row 41: by a name whose second answer is another: each hop is resolved once and judged as it connects', async () => {
    const answers: (readonly Address[])[] = [
      [{ address: '127.0.0.1', family: 4 }],
      [{ address: '169.254.169.254', family: 4 }],
    ]
    let asked = 0
    respond = (_req, res) => res.writeHead(302, { location: '/again' }).end()
    await refused(open(at('public.example'), { resolve: async () => answers[asked++] ?? [] }))
    expect(asked).toBe(2)
  })

  test('with the rules people get, the loopback server of this test is not to be had', () =>
    refused(
      createWebFetcher().open(`https://127.0.0.1:${portOf(insideServer)}/`, {
        signal: new AbortController().signal,
        maxBytes: 1,
        withinMs: 60_000,
      }),
    ))
})

describe('row 45: a body that would never end', () => {
  test('is cut where more comes than may, by what was counted', async () => {
    respond = (_req, res) => {
      const send = (): void => {
        while (res.write(bytes) && !res.destroyed);
        res.once('drain', send)
      }
      send()
    }
    const fetched = await open(at('public.example'), {}, { maxBytes: 1_000_000 })
    expect(fetched.sizeBytes).toBeNull()
    await expect(collect(fetched.body)).rejects.toMatchObject({ code: 'payload_too_large' })
  })

  test('is refused by its announced size before a byte of it', async () => {
    respond = (_req, res) => res.writeHead(200, { 'content-length': '5000000' }).flushHeaders()
    await expect(open(at('public.example'), {}, { maxBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'payload_too_large',
    })
  })

  const drip = (size: number): http.RequestListener => {
    return (_req, res) => {
      const timer = setInterval(() => res.write(Buffer.alloc(size)), 20)
      res.once('close', () => clearInterval(timer))
    }
  }
  const slow = { bytesPerSecond: 10_000, windowMs: 150, startMs: 0 }

  test('is cut when it drips, and trying again is not worth it', async () => {
    respond = drip(1)
    const fetched = await open(at('public.example'), { slow })
    await expect(collect(fetched.body)).rejects.toMatchObject({
      code: 'import_refused',
      message: expect.stringContaining('9.8 kB a second'),
    })
  })

  test('is not hurried while we are the slow ones', async () => {
    // By a clock of its own, that stands still while the sender is waited for, however long the machine takes.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    try {
      const fetched = await open(at('public.example'), { slow: { ...slow, bytesPerSecond: 1e9 } })
      let total = 0
      for await (const chunk of fetched.body) {
        total += chunk.length
        vi.advanceTimersByTime(10 * slow.windowMs)
      }
      expect(total).toBe(bytes.length)
    } finally {
      vi.useRealTimers()
    }
  })

  test('may be slow for as long as a start takes', async () => {
    respond = drip(1)
    const stop = new AbortController()
    const fetched = await open(at('public.example'), { slow: { ...slow, startMs: 60_000 } }, { signal: stop.signal })
    setTimeout(() => stop.abort(), 600)
    await expect(collect(fetched.body)).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('is cut at the deadline for all of it, and at that for the first byte', async () => {
    respond = (_req, res) => {
      const timer = setInterval(() => res.write(bytes), 20)
      res.once('close', () => clearInterval(timer))
    }
    const fetched = await open(at('public.example'), {}, { withinMs: 2_000 })
    await expect(collect(fetched.body)).rejects.toMatchObject({ code: 'import_refused' })
    await expect(open(at('public.example'), {}, { withinMs: 0 })).rejects.toMatchObject({ code: 'import_refused' })
    respond = () => undefined
    await expect(open(at('public.example'), { firstByteMs: 100 })).rejects.toMatchObject({ code: 'import_failed' })
  })

  test('packed is refused, also when nobody asked for it', async () => {
    respond = (_req, res) => {
      res.setHeader('content-encoding', 'gzip')
      res.end(gzipSync(Buffer.alloc(1_000_000)))
    }
    await expect(open(at('public.example'))).rejects.toMatchObject({ code: 'import_refused' })
  })

  test('shorter than announced is a failure, not a file', async () => {
    respond = (_req, res) => {
      res.writeHead(200, { 'content-length': String(bytes.length) })
      res.write(bytes.subarray(0, 1000), () => res.destroy())
    }
    const fetched = await open(at('public.example'))
    await expect(collect(fetched.body)).rejects.toMatchObject({ code: 'import_failed' })
  })
})

test.each([
  [404, 'import_refused'],
  [401, 'import_refused'],
  [206, 'import_refused'],
  [503, 'import_failed'],
  [429, 'import_failed'],
])('an answer of %i is %s', async (status, code) => {
  respond = (_req, res) => res.writeHead(status).end()
  await expect(open(at('public.example'))).rejects.toMatchObject({ code })
})

test('cancelled while it comes, it ends at once and says so', async () => {
  const stop = new AbortController()
  respond = (_req, res) => void res.write(bytes)
  const fetched = await open(at('public.example'), {}, { signal: stop.signal })
  const read = collect(fetched.body)
  setImmediate(() => stop.abort())
  await expect(read).rejects.toMatchObject({ code: 'cancelled' })
})
