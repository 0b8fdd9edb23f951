import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Handler } from '../guard/answers'
import { createRelay } from './relay'

const dir = mkdtempSync(path.join(os.tmpdir(), 'clipforge-relay-'))
const socketPath = path.join(dir, 'app.sock')

/** Of the latest request that came through. */
let seen: { readonly method: string; readonly headers: http.IncomingHttpHeaders } = { method: '', headers: {} }
/** Resolves when the app behind is told that whoever asked has gone. */
let gone: Promise<void> = Promise.resolve()
/** The answer that an event stream goes on with. */
let stream: http.ServerResponse | undefined

// Like the app, it ends no connection by itself.
const behind = http.createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  seen = { method: request.method ?? '', headers: request.headers }
  gone = new Promise((resolve) => response.once('close', resolve))
  const url = request.url ?? ''
  if (url === '/cookies')
    return response.writeHead(200, { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'], 'x-said': 'yes' }).end('two')
  if (url === '/unchanged') return response.writeHead(304, { etag: '"1"' }).end()
  if (url === '/length') return response.writeHead(200, { 'content-length': '7' }).end('seven b')
  if (url === '/echo') return response.writeHead(200).end(await buffer(request))
  if (url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    stream = response
    return
  }
  if (url === '/endless') {
    const more = () => {
      while (response.write(Buffer.alloc(64 * 1024)));
      response.once('drain', more)
    }
    return more()
  }
  if (url === '/half') return void response.write('half', () => response.destroy())
  if (url === '/never') return
  // Ends without a word.
  request.socket.destroy()
})

const answerBroken: Handler = (_request, response) => response.writeHead(502).end('broken')
const answerAway: Handler = (_request, response) => response.writeHead(503).end('away')
const idleMs = 300
const front = http.createServer(createRelay({ socketPath, answerAway, answerBroken, idleMs }))
let port = 0

beforeAll(async () => {
  behind.listen(socketPath)
  front.listen(0, '127.0.0.1')
  await Promise.all([once(behind, 'listening'), once(front, 'listening')])
  const address = front.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(() => {
  for (const server of [front, behind]) {
    server.close()
    server.closeAllConnections()
  }
  rmSync(dir, { recursive: true, force: true })
})

type Asked = http.RequestOptions & { readonly body?: string | Buffer }
const ask = async (url: string, { body, ...options }: Asked = {}): Promise<http.IncomingMessage> => {
  const call = http.request({ port, host: '127.0.0.1', path: url, agent: false, ...options })
  call.end(body)
  const [answer] = await once(call, 'response')
  return answer
}

const openToApp = () => promisify(behind.getConnections.bind(behind))()

describe('what is handed on', () => {
  test('an answer comes back as it was: status, each cookie a line of its own, body', async () => {
    const answer = await ask('/cookies')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({ 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'], 'x-said': 'yes' })
    expect(await text(answer)).toBe('two')
  })

  test('what a client says of its connection stays on its side, all else goes on', async () => {
    const said = { connection: 'close, x-own', te: 'trailers', 'x-clipforge-peer': '10.0.0.1', accept: 'a/b' }
    await text(await ask('/length', { headers: said }))
    expect(seen.headers).toMatchObject({ 'x-clipforge-peer': '10.0.0.1', accept: 'a/b' })
    expect(seen.headers.te).toBeUndefined()
    expect(seen.headers.connection).toBe('keep-alive')
  })

  test.each([
    ['of a known length', { 'content-length': String(3 * 1024 * 1024) }],
    ['in pieces', { 'transfer-encoding': 'chunked' }],
  ])('a body %s arrives whole', async (_how, headers) => {
    const body = Buffer.alloc(3 * 1024 * 1024, 7)
    const answer = await ask('/echo', { method: 'POST', headers, body })
    expect((await buffer(answer)).equals(body)).toBe(true)
  })

  test('a head is heard before any of its body is there', async () => {
    const call = http.request({ port, host: '127.0.0.1', path: '/length', method: 'POST', agent: false })
    call.setHeader('content-length', '1000000000')
    call.flushHeaders()
    const [answer] = await once(call, 'response')
    expect(answer.statusCode).toBe(200)
    call.destroy()
  })

  test('HEAD keeps the length and has no body; 304 its tag', async () => {
    const head = await ask('/length', { method: 'HEAD' })
    expect([seen.method, head.headers['content-length'], await text(head)]).toEqual(['HEAD', '7', ''])
    const unchanged = await ask('/unchanged')
    expect([unchanged.statusCode, unchanged.headers.etag, await text(unchanged)]).toEqual([304, '"1"', ''])
  })

  test('an event stream is open before its first event, and events come as they are said', async () => {
    const answer = await ask('/events', { headers: { accept: 'text/event-stream' } })
    expect(answer.headers['content-type']).toBe('text/event-stream')
    stream?.write('data: 1\n\n')
    const [event] = await once(answer.setEncoding('utf8'), 'data')
    expect(event).toBe('data: 1\n\n')
    answer.destroy()
    await gone
  })
})

describe('who leaves or dies', () => {
  test('somebody who leaves is gone for the app too, before an answer and within one', async () => {
    const waiting = http.get({ port, host: '127.0.0.1', path: '/never', agent: false })
    waiting.on('error', () => undefined)
    const [request] = await once(behind, 'request')
    expect(request.url).toBe('/never')
    waiting.destroy()
    await gone
    const endless = await ask('/endless')
    await once(endless, 'data')
    endless.destroy()
    await gone
  })

  test('somebody who was answered in the middle of their body, and leaves, keeps no connection to the app', async () => {
    const call = http.request({ port, host: '127.0.0.1', path: '/length', method: 'POST', agent: false })
    call.setHeader('content-length', '1000000000')
    call.flushHeaders()
    const [answer] = await once(call, 'response')
    expect(await text(answer)).toBe('seven b')
    expect(await openToApp()).toBeGreaterThan(0)
    call.destroy()
    await expect.poll(openToApp).toBe(0)
  })

  test('an app that ends without a word is answered for; an answer that breaks off breaks off', async () => {
    expect(await text(await ask('/dies'))).toBe('broken')
    const half = await ask('/half')
    await expect(text(half)).rejects.toThrow('aborted')
  })

  test.each([
    ['not there', () => path.join(dir, 'absent.sock')],
    ['gone and left its socket', leaveSocket],
  ])(
    'an app that is %s heard nothing: whatever was asked can be asked again, on the same connection',
    async (_, place) => {
      const absent = http.createServer(createRelay({ socketPath: await place(), answerAway, answerBroken }))
      absent.listen(0, '127.0.0.1')
      await once(absent, 'listening')
      const address = absent.address()
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
      const asked = { port: typeof address === 'object' ? address?.port : 0, agent, method: 'POST' }
      for (const body of [Buffer.alloc(3 * 1024 * 1024), 'x']) {
        const answer = await ask('/x', { ...asked, body })
        expect([answer.statusCode, await text(answer)]).toEqual([503, 'away'])
      }
      agent.destroy()
      absent.close()
    },
  )
})

/** A socket whose server has ended without taking it away. */
async function leaveSocket(): Promise<string> {
  const server = net.createServer().listen(path.join(dir, 'left.sock'))
  await once(server, 'listening')
  const left = path.join(dir, 'moved.sock')
  renameSync(path.join(dir, 'left.sock'), left)
  server.close()
  await once(server, 'close')
  return left
}

test('connections to the app that a rush opened end when it is over; one that is in use does not, however long nothing is said', async () => {
  // Those of the tests before end as well.
  await expect.poll(openToApp).toBe(0)
  let opened = 0
  behind.on('connection', () => {
    opened += 1
  })
  await Promise.all(Array.from({ length: 40 }, async () => text(await ask('/cookies'))))
  expect(opened).toBeGreaterThan(1)
  const events = await ask('/events')
  await expect.poll(openToApp).toBe(1)
  stream?.write('still here')
  expect(String((await once(events, 'data'))[0])).toBe('still here')
  events.destroy()
})
