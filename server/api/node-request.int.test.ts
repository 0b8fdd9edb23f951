import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SignedInTester, TestApp } from '@/server/testing/app-context'
import { openWebApp } from '@/server/testing/as-web-app'
import { sessionCookieName } from './cookies'
import { door } from './door'
import { handleTrpc } from './trpc-handler'

let app: TestApp
let who: SignedInTester
let server: http.Server
let agent: http.Agent

beforeAll(async () => {
  app = await openWebApp()
  who = await app.signIn()
  const answer = door(handleTrpc)
  server = http.createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // One connection: what an answer leaves unread of a body would be in the way of the next.
  agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
})
afterAll(async () => {
  agent.destroy()
  server.close()
  await app.close()
})

const { stringify } = JSON
const named = (name: string) => Buffer.from(stringify({ json: { name, timeZone: 'UTC', locale: 'en' } }))

/** Begins a change; the body is for the test to send. */
const begin = (length: number | null, headers: http.OutgoingHttpHeaders = {}) =>
  http.request({
    agent,
    port: (server.address() as AddressInfo).port,
    method: 'POST',
    path: '/api/trpc/account.updateProfile',
    headers: {
      cookie: `${sessionCookieName(app.ctx.config.appUrl)}=${who.token}`,
      origin: app.ctx.config.appUrl,
      'content-type': 'application/json',
      ...(length === null ? {} : { 'content-length': length }),
      ...headers,
    },
  })

const answerOf = async (request: http.ClientRequest) => {
  const [response]: http.IncomingMessage[] = await once(request, 'response')
  if (response === undefined) throw new Error('There is no answer.')
  return { status: response.statusCode, body: JSON.parse(await text(response)) }
}

const change = (body: Buffer, headers: http.OutgoingHttpHeaders = {}) => {
  const request = begin(body.length, headers)
  request.end(body)
  return answerOf(request)
}

const nameNow = async () =>
  (await app.ctx.db.user.findUniqueOrThrow({ where: { id: who.user.user.id }, select: { name: true } })).name

describe('a change that comes to a door of ours', () => {
  test('is made, in however many pieces its body comes', async () => {
    const body = named('Zoë “Łukasz” 🎬')
    const request = begin(body.length)
    for (const byte of body) request.write(Uint8Array.of(byte))
    request.end()
    expect((await answerOf(request)).status).toBe(200)
    expect(await nameNow()).toBe('Zoë “Łukasz” 🎬')
  })

  test('is refused without its body being waited for, and the connection goes on', async () => {
    const foreign = begin(1_000_000, { origin: 'https://evil.example' })
    foreign.flushHeaders()
    expect((await answerOf(foreign)).status).toBe(403)
    foreign.destroy()
    expect(await change(Buffer.alloc(200_000), { origin: 'https://evil.example' })).toMatchObject({ status: 403 })
    expect(await change(Buffer.alloc(1024 ** 2 + 1))).toMatchObject({ status: 413 })
    expect(await change(named('Form'), { 'content-type': 'text/plain' })).toMatchObject({ status: 400 })
    const unmeasured = begin(null, { 'transfer-encoding': 'chunked' })
    unmeasured.end(named('Unmeasured'))
    expect(await answerOf(unmeasured)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect((await change(named('After all'))).status).toBe(200)
    expect(await nameNow()).toBe('After all')
  })

  test('that is no JSON, or no text, is of the wrong form', async () => {
    for (const body of [Buffer.from('{"json":'), Buffer.from([0xff, 0xfe, 0x00]), Buffer.alloc(0)])
      expect(await change(body)).toMatchObject({
        status: 400,
        body: { error: { json: { data: { error: 'invalid_request' } } } },
      })
  })

  test('changes nothing when whoever sends it goes half way', async () => {
    const before = await nameNow()
    const body = named('Half')
    const isClosed = new Promise((resolve) => server.once('request', (request) => request.once('close', resolve)))
    const request = begin(body.length)
    request.on('error', () => undefined)
    request.write(body.subarray(0, 5))
    await once(server, 'request')
    request.destroy()
    await isClosed
    expect((await change(named('Whole'))).status).toBe(200)
    expect([before, await nameNow()]).toEqual(['After all', 'Whole'])
  })
})
