import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SignedInTester, TestApp } from '@/server/testing/app-context'
import { asWebApp, openWebApp } from '@/server/testing/as-web-app'
import { sessionCookieName } from './cookies'
import { handleTrpc } from './trpc-handler'

let app: TestApp
let who: SignedInTester

beforeAll(async () => {
  app = await openWebApp()
  who = await app.signIn()
})
afterAll(() => app.close())

type Sent = { readonly input?: string; readonly token?: string | null; readonly headers?: Record<string, string> }

const ask = async (method: 'GET' | 'POST', path: string, { input, token = who.token, headers }: Sent) => {
  const { appUrl } = app.ctx.config
  const query = method === 'GET' && input !== undefined ? `input=${encodeURIComponent(input)}` : ''
  const body = method === 'POST' && input !== undefined ? { body: input } : {}
  const [address, options = ''] = path.split('?')
  const request = new Request(`${appUrl}/api/trpc/${address}?${[options, query].join('&')}`, {
    method,
    headers: {
      origin: appUrl,
      ...(token === null ? {} : { cookie: `${sessionCookieName(appUrl)}=${token}` }),
      ...(method === 'POST'
        ? { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(input ?? '')) }
        : {}),
      ...headers,
    },
    ...body,
  })
  const response = await handleTrpc(request)
  const own = new Set(['ratelimit', 'ratelimit-policy'])
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !own.has(name)),
    // Each request has its own.
    body: (await response.text()).replaceAll(/"requestId":"[^"]*"/g, '"requestId":"…"'),
  }
}

/** With a slash at its end, as no client of ours writes it: the same procedure, and tRPC's own handler that finds it. */
const roundabout = (path: string) => path.replace(/^[^?]*/, '$&/')

const json = (value: unknown) => JSON.stringify({ json: value })
const profile = json({ name: 'Ann', timeZone: 'UTC', locale: 'en' })
const nowhere = { id: '01890000-0000-7000-8000-000000000000' }

const cases: readonly (readonly [what: string, method: 'GET' | 'POST', path: string, sent?: Sent])[] = [
  ['a read', 'GET', 'credits.summary'],
  ['a read with an input', 'GET', 'project.list', { input: json({ limit: 3 }) }],
  ['a read whose input is not what it takes', 'GET', 'project.list', { input: json({ limit: 'many' }) }],
  ['a read whose input is no JSON', 'GET', 'project.list', { input: '{' }],
  ['a read without an input, given one that is no JSON', 'GET', 'credits.summary', { input: '{' }],
  ['a read by nobody', 'GET', 'credits.summary', { token: null }],
  ['a read by an unknown session', 'GET', 'credits.summary', { token: 'a'.repeat(43) }],
  ['a read of what is not there', 'GET', 'project.get', { input: json(nowhere) }],
  ['a procedure that is not there', 'GET', 'project.nothing'],
  ['a name that every object has', 'GET', 'project.constructor'],
  ['a change asked for by a GET', 'GET', 'account.updateProfile', { input: profile }],
  ['a read asked for by a POST', 'POST', 'credits.summary', { input: json({}) }],
  ['a change', 'POST', 'account.updateProfile', { input: profile }],
  ['a change without a body', 'POST', 'account.updateProfile', { input: '' }],
  ['a change that names prototypes', 'POST', 'account.updateProfile', { input: '{"json":{"__proto__":{}}}' }],
  ['a change of what is not there', 'POST', 'project.rename', { input: json({ ...nowhere, title: 'A' }) }],
  ['a batch', 'GET', 'credits.summary,project.list,credits.plans?batch=1', { input: `{"1":${json({ limit: 2 })}}` }],
  ['a batch of which one fails', 'GET', 'credits.summary,project.get?batch=1', { input: `{"1":${json(nowhere)}}` }],
  ['a batch of which all fail', 'GET', 'project.get,project.get?batch=1', { input: '{}' }],
  ['a batch whose inputs are a list', 'GET', 'credits.summary,project.list?batch=1', { input: '[]' }],
  ['a batch of one', 'POST', 'account.updateProfile?batch=1', { input: `{"0":${profile}}` }],
  ['a batch that is not called one', 'GET', 'credits.summary,project.list'],
  ['a batch of reads and changes', 'GET', 'credits.summary,account.updateProfile?batch=1'],
  ['a batch that streams', 'GET', 'credits.summary?batch=1', { headers: { accept: 'application/jsonl' } }],
]

describe('an answer is the one of tRPC’s own handler', () => {
  test.each(cases.map(([what, ...asked]) => ({ what, asked })))(
    'to $what',
    async ({ asked: [method, path, sent = {}] }) => {
      expect(await ask(method, path, sent)).toEqual(await ask(method, roundabout(path), sent))
    },
  )

  test('to a call while nobody can be looked up', async () => {
    const back = asWebApp(app, { context: { ...app.ctx, db: new Proxy(app.ctx.db, { get: () => undefined }) } })
    const answers = [await ask('GET', 'credits.summary', {}), await ask('GET', roundabout('credits.summary'), {})]
    back()
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.status).toBe(500)
  })
})
