import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { answerProbe } from '@/server/platform/health/answer-probe'
import { emptySnapshot } from '@/server/platform/health/judge-health'
import { startBalancer } from '@/server/testing/balancer'
import { type GuardedProcess, startGuarded } from '@/server/testing/guarded-process'

const servers: GuardedProcess[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.kill()))
})
const start = async (options: Parameters<typeof startGuarded>[0] = {}): Promise<GuardedProcess> => {
  const server = await startGuarded(options)
  servers.push(server)
  return server
}

type Answered = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string }
type Asked = http.RequestOptions & { readonly onCall?: (request: http.ClientRequest) => void }
const ask = (url: string, { onCall, ...options }: Asked = {}): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const call = http.request(url, { agent: false, ...options }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      response.once('error', reject)
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    onCall?.(call)
    call.once('error', reject)
    call.end()
  })
const statusOf = async (url: string, options?: http.RequestOptions): Promise<number> => (await ask(url, options)).status
/** `arrived` resolves once the server works on it, which it does until it is told to release it. */
const hold = (server: GuardedProcess) => {
  let tell: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => {
    tell = resolve
  })
  const call = { method: 'POST', onCall: (request: http.ClientRequest) => void request.once('information', tell) }
  return { promise: ask(`${server.url}/hold`, call), arrived }
}
const openStream = (server: GuardedProcess): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    const call = http.get(
      `${server.url}/api/trpc/events`,
      { agent: false, headers: { accept: 'text/event-stream' } },
      (stream) => {
        // The server ends it without a last chunk.
        stream.on('error', () => undefined)
        resolve(stream.resume())
      },
    )
    call.once('error', reject)
  })
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

describe('while a process starts', () => {
  test('it listens, lives, and is not ready, in the words it will use later', async () => {
    const server = await start({ isHeld: true })
    const state = { snapshot: emptySnapshot, hasStarted: false, isDraining: false, nowMs: 0, opsToken: null }
    for (const path of ['/health', '/health/', '/health/live', '/health/ready', '/health/startup'])
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const later = answerProbe({ method, path, authorization: null }, state)
        const now = await ask(`${server.url}${path}`, { method })
        expect(now).toMatchObject({ status: later?.status, body: later?.body, headers: later?.headers })
      }
    expect(await statusOf(`${server.url}/metrics`, { method: 'POST' })).toBe(405)
    expect(await ask(`${server.url}/healthy`)).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/problem+json' },
    })
    expect(await ask(`${server.url}/api/trpc/x`)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2', 'content-type': 'application/problem+json' },
    })
    expect(await ask(`${server.url}/projects`, { headers: { accept: 'text/html' } })).toMatchObject({
      status: 503,
      headers: { refresh: '2' },
      body: expect.stringContaining('opens by itself'),
    })
    await server.open()
    await expect.poll(() => statusOf(`${server.url}/health/ready`)).toBe(200)
    expect(await statusOf(`${server.url}/projects`)).toBe(200)
  })
})

describe('a process with more work than it can do', () => {
  test('turns away prefetches first, then pages, then mutations; probes are answered, and what is under way is ended', async () => {
    const server = await start({ cap: 10 })
    const isFullFor = async (options: http.RequestOptions) => (await statusOf(`${server.url}/x`, options)) === 503
    const prefetch = { headers: { 'next-router-prefetch': '1' } }
    const held: Promise<Answered>[] = []
    const holdUntil = async (isFull: () => Promise<boolean>): Promise<number> => {
      while (!(await isFull())) {
        const { promise, arrived } = hold(server)
        held.push(promise)
        await arrived
      }
      return held.length
    }
    expect(await holdUntil(() => isFullFor(prefetch))).toBe(6)
    expect(await isFullFor({})).toBe(false)
    expect(await holdUntil(() => isFullFor({}))).toBe(10)
    expect(await isFullFor({ method: 'POST' })).toBe(false)
    expect(await holdUntil(() => isFullFor({ method: 'POST' }))).toBe(15)
    expect(await statusOf(`${server.url}/health/ready`)).toBe(200)
    expect(await isFullFor({ headers: { accept: 'text/event-stream' } })).toBe(true)
    const refused = await ask(`${server.url}/x`)
    expect(refused.headers).toMatchObject({ 'content-type': 'application/problem+json' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    server.release()
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual(held.map(() => 200))
    expect(await statusOf(`${server.url}/x`, prefetch)).toBe(200)
  })

  test('event streams take no place of a page', async () => {
    const server = await start({ cap: 4 })
    const streams = await Promise.all(times(20, () => openStream(server)))
    expect(await statusOf(`${server.url}/x`)).toBe(200)
    for (const stream of streams) stream.destroy()
  })
})

describe('B6: a thousand new connections while the loop stands still for half a second', () => {
  test('none fails, and none is dropped by the system', async () => {
    const server = await start()
    const dropped: number[] = []
    for (let storm = 0; storm < 3; storm++) {
      await statusOf(`${server.url}/stop?ms=500`)
      const before = listenOverflows()
      const outcomes = await Promise.all(times(1_000, () => statusOf(`${server.url}/health/live`).catch(String)))
      expect(new Set(outcomes)).toEqual(new Set([200]))
      dropped.push(listenOverflows() - before)
    }
    // Somebody else's on this machine may be counted once; what this server drops it drops each time.
    expect(Math.min(...dropped)).toBe(0)
  })
})

describe('slow clients', () => {
  test('row 79: five hundred sockets that never end their headers are cut at the limit, and probes do not notice', async () => {
    const server = await start({ headersTimeoutMs: 1_500 })
    const slow = async () => {
      const socket = await connect(server)
      return { socket, closed: closing(socket) }
    }
    const sockets = await Promise.all(times(500, slow))
    for (const { socket } of sockets) socket.write('GET / HTTP/1.1\r\nhost: x\r\nx-slow:')
    expect(await statusOf(`${server.url}/health/live`)).toBe(200)
    await Promise.all(sockets.map(({ closed }) => closed))
    expect(await statusOf(`${server.url}/x`)).toBe(200)
  })

  test('one client’s sockets that end no body and read no answer take no page from anybody', async () => {
    const server = await start({ cap: 4 })
    const pages = async () => (await ask(`${server.url}/x`)).status
    for (const head of [
      'POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx',
      'GET /endless HTTP/1.1\r\nhost: x\r\n\r\n',
    ]) {
      const sockets = await Promise.all(times(10, () => connect(server)))
      for (const socket of sockets) socket.pause().write(head)
      // All of them were let in once the last of what was asked before is answered.
      await expect.poll(pages).toBe(200)
      expect(await Promise.all(times(3, pages))).toEqual([200, 200, 200])
      for (const socket of sockets) socket.destroy()
    }
  })

  test('row 79: a body that never ends is cut at the limit of a request', async () => {
    const server = await start({ headersTimeoutMs: 500 })
    const answer = await send(server, 'POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx')
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
  })
})

test('a method that nothing here is asked with is refused, and nothing behind hears of it', async () => {
  const server = await start()
  const { status, headers } = await ask(`${server.url}/api/uploads`, { method: 'TRACE' })
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS'])
})

describe('requests that mean two things', () => {
  let server: GuardedProcess
  beforeAll(async () => {
    server = await startGuarded()
  })
  afterAll(() => server.kill())

  test.each([
    ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello'],
    ['an encoding that only ends like chunked', 'transfer-encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['a chunk whose size is no number', 'transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n'],
    ['a chunk that is longer than it says', 'transfer-encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n'],
    ['a header that goes on in the next line', 'x-a: b\r\n c\r\ncontent-length: 0\r\n\r\n'],
    ['a space before the colon', 'content-length : 5\r\n\r\nhello'],
  ])('row 78: %s: refused, and the connection is closed', async (_, rest) => {
    const answer = await send(server, `POST /read HTTP/1.1\r\nhost: x\r\n${rest}`)
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/)
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1)
  })
})

describe('SIGTERM', () => {
  test('not ready at once; still answers, each answer ending its connection; what is under way is ended, then the process, with 0', async () => {
    const server = await start({ predrainMs: 5_000 })
    const agent = new http.Agent({ keepAlive: true })
    const { promise, arrived } = hold(server)
    await arrived
    const stopped = server.stop()
    await expect.poll(() => statusOf(`${server.url}/health/ready`)).toBe(503)
    expect(await statusOf(`${server.url}/health/live`)).toBe(200)
    const kept = await ask(`${server.url}/x`, { agent })
    expect(kept).toMatchObject({ status: 200, headers: { connection: 'close' } })
    server.release()
    expect(await promise).toMatchObject({ status: 200, body: 'done', headers: { connection: 'close' } })
    expect(await stopped).toBe(0)
    await expect(statusOf(`${server.url}/x`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('waits for nothing where nothing is under way: streams and idle connections are no work', async () => {
    const server = await start()
    const stream = await openStream(server)
    const ended = new Promise((resolve) => stream.once('close', resolve))
    const idle = await connect(server)
    expect(await server.stop()).toBe(0)
    await ended
    idle.destroy()
  })

  test('does not wait for a player that was paused', async () => {
    const server = await start({ finishMs: 600_000 })
    const paused = await connect(server)
    paused.pause().write('GET /media/clip.mp4 HTTP/1.1\r\nhost: x\r\n\r\n')
    await once(paused, 'readable')
    expect(await server.stop()).toBe(0)
    paused.destroy()
  })

  test('waits neither for a body that does not come in nor for an answer that is not read', async () => {
    const server = await start({ finishMs: 600_000 })
    const [half, unread] = [await connect(server), await connect(server)]
    half.write('POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx')
    unread.pause().write('GET /endless HTTP/1.1\r\nhost: x\r\n\r\n')
    await once(unread, 'readable')
    expect(await server.stop()).toBe(0)
    for (const socket of [half, unread]) socket.destroy()
  })

  test('cuts off what is not ended in time', async () => {
    const server = await start({ finishMs: 300 })
    const { promise, arrived } = hold(server)
    const failed = expect(promise).rejects.toMatchObject({ code: 'ECONNRESET' })
    await arrived
    expect(await server.stop()).toBe(0)
    await failed
  })

  test('ends a process at once that is only starting', async () => {
    const server = await start({ predrainMs: 60_000, isHeld: true })
    expect(await statusOf(`${server.url}/health/live`)).toBe(200)
    expect(await server.stop()).toBe(0)
  })

  test('a second one ends it at once', async () => {
    const server = await start({ predrainMs: 60_000 })
    const first = server.stop()
    await expect.poll(() => statusOf(`${server.url}/health/ready`)).toBe(503)
    expect(await server.stop()).toBe(1)
    expect(await first).toBe(1)
  })
})

describe('B12: two processes behind a balancer are replaced one after the other, under traffic', () => {
  test('no request fails', async () => {
    const [first, second] = await Promise.all([start({ predrainMs: 5_000 }), start({ predrainMs: 5_000 })])
    const ports = [first.port, second.port]
    const balancer = await startBalancer({ backends: ports, probeEveryMs: 250 })
    await expect.poll(() => balancer.ready().length).toBe(2)
    const traffic = keepAsking(`${balancer.url}/work?ms=1`)
    for (const old of [first, second]) {
      expect(await old.stop()).toBe(0)
      await expect.poll(() => balancer.ready()).not.toContain(old.port)
      await start({ port: old.port })
      await expect.poll(() => balancer.ready().length).toBe(2)
    }
    const outcomes = await traffic.end()
    await balancer.close()
    expect(Object.keys(outcomes)).toEqual(['200'])
    expect(outcomes['200']).toBeGreaterThan(100)
  })
})

/** A few users that ask again as soon as they are answered, until `end`, which says how often what came of it. */
const keepAsking = (url: string) => {
  const agent = new http.Agent({ keepAlive: true })
  const outcomes: Record<string, number> = {}
  let isOver = false
  const user = async () => {
    while (!isOver) {
      const outcome = await statusOf(url, { agent }).catch(String)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
  }
  const users = times(8, user)
  return {
    end: async () => {
      isOver = true
      await Promise.all(users)
      agent.destroy()
      return outcomes
    },
  }
}

/** Dropped because a listening socket had no place left, of the whole machine. */
const listenOverflows = (): number => {
  const [names = '', values = ''] = readFileSync('/proc/net/netstat', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
  return Number(values.split(' ')[names.split(' ').indexOf('ListenOverflows')])
}

/** Everything that comes back until the connection is closed; cut off with bytes of ours unread, the system resets it. */
const closing = (socket: net.Socket): Promise<string> =>
  new Promise((resolve) => {
    let said = ''
    socket.setEncoding('utf8').on('data', (more) => {
      said += more
    })
    socket.once('close', () => resolve(said))
  })

const send = async (server: GuardedProcess, bytes: string): Promise<string> => {
  const socket = await connect(server)
  socket.write(bytes)
  return closing(socket)
}

const connect = async (server: GuardedProcess): Promise<net.Socket> => {
  const socket = net.connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}
