import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DomainError } from '@/server/errors'
import { currentRequestId } from '@/server/request-scope'
import type { TestApp } from '@/server/testing/app-context'
import { asWebApp, openWebApp } from '@/server/testing/as-web-app'
import { sessionCookieName } from './cookies'
import { door } from './door'
import { handleTrpc } from './trpc-handler'
import { withLimit } from './with-limit'

let app: TestApp
beforeAll(async () => {
  app = await openWebApp()
})
afterAll(() => app.close())

/** What a caller gets of a door behind which this is thrown. */
const answerOf = async (error: Error) => {
  const { status, text } = await askDoor(() => Promise.reject(error))
  return { status, body: JSON.parse(text) }
}

const askDoor = async (behind: Parameters<typeof door>[0], headers: Record<string, string> = {}) => {
  const answer = door(behind)
  const server = http.createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, { headers })
  const text = await response.text()
  server.close()
  server.closeAllConnections()
  return { status: response.status, text }
}
const faults = async () => {
  const read = await app.ctx.ports.metrics.read()
  return read.filter(({ name, labels }) => name === 'error_total' && labels.where === 'door')
}

test('what nobody foresaw is said to be our fault, and reported; what was foreseen is said as it is', async () => {
  expect(await answerOf(new DomainError('conflict', 'Somebody else is at it.'))).toMatchObject({
    status: 409,
    body: { detail: 'Somebody else is at it.' },
  })
  expect(await faults()).toEqual([])
  const { status, body } = await answerOf(new Error('secret of ours'))
  expect([status, body.code]).toEqual([500, 'internal'])
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(await faults()).toMatchObject([{ value: 1 }])
})

test('a fault on behalf of somebody without a session is answered like any other', async () => {
  const before = await faults()
  const response = await withLimit({ app: app.ctx, headers: new Headers(), cost: 1 }, () =>
    Promise.reject(new Error('a fault')),
  )
  expect(response.status).toBe(500)
  expect(await faults()).not.toEqual(before)
})

test('a fault while it is looked up who calls a procedure is reported too', async () => {
  const { token } = await app.signIn()
  const { appUrl } = app.ctx.config
  const cookie = `${sessionCookieName(appUrl)}=${token}`
  const call = async () =>
    (await handleTrpc(new Request(`${appUrl}/api/trpc/account.me`, { headers: { cookie } }))).status
  // From now on it is known whose session this is.
  expect(await call()).toBe(200)
  const clock = {
    ...app.ctx.clock,
    now: () => {
      throw new Error('a fault')
    },
  }
  const back = asWebApp({ ...app, ctx: { ...app.ctx, clock } })
  const before = await faults()
  expect(await call()).toBe(500)
  expect(await faults()).not.toEqual(before)
  back()
})

test('without an app the database is away, for all that anybody here knows', async () => {
  const back = asWebApp(app)
  const none = Promise.reject(new Error('no database'))
  none.catch(() => undefined)
  Object.assign(globalThis, { clipforgeWeb: none })
  expect(await answerOf(new Error('no database'))).toMatchObject({
    status: 503,
    body: { code: 'database_unavailable' },
  })
  back()
})

test('what a door asks the database is its request’s, by the name that the front gave it', async () => {
  const seen: (string | null)[] = []
  const requestId = '01997b2a-0000-7000-8000-000000000000'
  const ask = async () => {
    await app.ctx.db.user.count()
    seen.push(currentRequestId())
    return new Response()
  }
  await askDoor(ask, { 'x-clipforge-request': requestId })
  expect(seen).toEqual([requestId])
})
