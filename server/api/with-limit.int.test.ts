import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hashToken } from '@/server/accounts'
import { createMemoryCache } from '@/server/adapters/cache/memory'
import { createDatabase } from '@/server/db/client'
import { peerHeader } from '@/server/platform'
import { ratePolicies } from '@/server/rate-limits'
import type { SignedInTester, TestApp } from '@/server/testing/app-context'
import { asWebApp, openWebApp } from '@/server/testing/as-web-app'
import { sessionCookieName } from './cookies'
import { answerTus } from './serve-tus'
import { handleTrpc } from './trpc-handler'

const appUrl = 'https://clips.example'
let app: TestApp

beforeAll(async () => {
  app = await openWebApp({ config: { appUrl, isLocal: false } })
  // It stands still from here on, so that nothing is given back behind a test's back.
  app.advance(0)
})
afterAll(() => app.close())

let places = 0
/** An address that no other test comes from. */
const newPlace = () => `203.0.113.${++places}`

type Asked = { readonly token?: string | undefined; readonly from: string; readonly path?: string }

const get = ({ token, from, path = 'credits.plans' }: Asked) =>
  handleTrpc(
    new Request(`${appUrl}/api/trpc/${path}`, {
      headers: { [peerHeader]: from, ...(token ? { cookie: `${sessionCookieName(appUrl)}=${token}` } : {}) },
    }),
  )

const createUpload = (token: string, from: string) =>
  answerTus(
    new Request(`${appUrl}/api/uploads`, {
      method: 'POST',
      headers: {
        [peerHeader]: from,
        cookie: `${sessionCookieName(appUrl)}=${token}`,
        origin: appUrl,
        'tus-resumable': '1.0.0',
        'upload-length': '1000',
      },
    }),
  )

const statusesOf = async (times: number, ask: () => Promise<Response>) => {
  const statuses: number[] = []
  for (let round = 0; round < times; round++) statuses.push((await ask()).status)
  return statuses
}

/** Statements that reach PostgreSQL while `work` is done. */
const statementsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const spies = [vi.spyOn(app.database.pool, 'query'), vi.spyOn(app.database.pool, 'connect')]
  await work()
  const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
  for (const spy of spies) spy.mockRestore()
  return count
}

const numberOf = (header: string | null, name: string): number =>
  Number(new RegExp(`;${name}=(\\d+)`).exec(header ?? '')?.[1])

describe('an answer tells what is left', () => {
  test('by the policy of a person who is signed in', async () => {
    const { token } = await app.signIn()
    const response = await get({ token, from: newPlace() })
    expect(response.status).toBe(200)
    expect(response.headers.get('ratelimit-policy')).toBe('"user";q=600;w=60')
    expect(response.headers.get('ratelimit')).toBe('"user";r=119;t=1')
  })

  test('by that of the place for anybody else', async () => {
    const response = await get({ from: newPlace() })
    expect(response.headers.get('ratelimit-policy')).toBe('"anonymous";q=120;w=60')
    expect(response.headers.get('ratelimit')).toBe('"anonymous";r=59;t=1')
  })

  test('a batch counts each of its procedures', async () => {
    const { token } = await app.signIn()
    const path = `${Array(20).fill('credits.plans').join(',')}?batch=1&input=%7B%7D`
    const response = await get({ token, from: newPlace(), path })
    expect(numberOf(response.headers.get('ratelimit'), 'r')).toBe(ratePolicies.user.burst - 20)
  })

  test('so does one whose commas are written as %2C, and it is answered as one', async () => {
    const from = newPlace()
    const path = `${Array(20).fill('credits.plans').join('%2C')}?batch=1&input=%7B%7D`
    const response = await get({ from, path })
    expect(numberOf(response.headers.get('ratelimit'), 'r')).toBe(ratePolicies.anonymous.burst - 20)
    expect(await response.json()).toHaveLength(20)
  })

  test('of more than twenty none is called, however their commas are written', async () => {
    const path = `${Array(21).fill('credits.plans').join('%2C')}?batch=1&input=%7B%7D`
    expect((await get({ from: newPlace(), path })).status).toBe(400)
  })

  test('an address that can’t be decoded is a fault of who asks', async () => {
    expect((await get({ from: newPlace(), path: 'credits.plans%E0%A4%A' })).status).toBe(400)
  })
})

describe('who is over the limit', () => {
  test('is refused with a problem that names the policy and the time, at once and without a statement; then let in', async () => {
    const { token } = await app.signIn()
    const from = newPlace()
    expect(new Set(await statusesOf(ratePolicies.user.burst, () => get({ token, from })))).toEqual(new Set([200]))
    const responses: Response[] = []
    const times: number[] = []
    const statements = await statementsOf(async () => {
      for (let round = 0; round < 21; round++) {
        const startedAt = performance.now()
        responses.push(await get({ token, from }))
        times.push(performance.now() - startedAt)
      }
    })
    expect(statements).toBe(0)
    // The quickest: the clock on the wall counts what others do on a busy machine.
    expect(Math.min(...times)).toBeLessThan(5)
    const [refused] = responses
    expect(refused?.status).toBe(429)
    expect(refused?.headers.get('content-type')).toContain('application/problem+json')
    expect(refused?.headers.get('cache-control')).toBe('no-store')
    expect(refused?.headers.get('ratelimit-policy')).toBe('"user";q=600;w=60')
    expect(await refused?.json()).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      status: 429,
      code: 'rate_limited',
      'violated-policies': ['user'],
      requestId: expect.any(String),
    })
    const later = Number(refused?.headers.get('retry-after'))
    expect(later).toBeGreaterThanOrEqual(numberOf(refused?.headers.get('ratelimit') ?? null, 't'))
    app.advance(later * 1_000)
    expect((await get({ token, from })).status).toBe(200)
  })

  test('is that person alone: two hundred behind one address call twice a second and are all answered', async () => {
    const from = newPlace()
    const people: SignedInTester[] = []
    // As many at once as there are connections: none waits for one.
    for (let tens = 0; tens < 20; tens++)
      people.push(...(await Promise.all(Array.from({ length: 10 }, () => app.signIn()))))
    const statuses = new Set<number>()
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(people.flatMap(({ token }) => [get({ token, from }), get({ token, from })]))
      for (const { status } of answers) statuses.add(status)
      app.advance(1_000)
    }
    expect(statuses).toEqual(new Set([200]))
  })

  test('is a place when nobody is signed in: the same calls without a session run into its limit', async () => {
    const from = newPlace()
    const statuses = await statusesOf(80, () => get({ from }))
    expect(statuses.filter((status) => status === 200)).toHaveLength(ratePolicies.anonymous.burst)
    expect((await get({ from: newPlace() })).status).toBe(200)
  })

  test('can’t have made-up sessions looked up, and keeps nobody from a session that was seen before', async () => {
    const from = newPlace()
    const { token } = await app.signIn()
    expect((await get({ token, from })).status).toBe(200)
    await statusesOf(ratePolicies.anonymous.burst, () => get({ from, token: randomUUID() }))
    const made: number[] = []
    const statements = await statementsOf(async () => {
      made.push(...(await statusesOf(20, () => get({ from, token: randomUUID() }))))
    })
    expect(statements).toBe(0)
    expect(new Set(made)).toEqual(new Set([429]))
    expect((await get({ token, from })).status).toBe(200)
  })

  test('keeps nobody out who has a session, seen here before or not, by calling without one', async () => {
    const from = newPlace()
    const { token } = await app.signIn()
    const { token: forgotten } = await app.signIn()
    await app.ctx.ports.cache.delete(`session-holder:${hashToken(forgotten)}`)
    await statusesOf(ratePolicies.anonymous.burst, () => get({ from }))
    expect((await get({ from })).status).toBe(429)
    expect((await get({ from, token })).headers.get('ratelimit')).toContain('"user"')
    expect((await get({ from, token: forgotten })).headers.get('ratelimit')).toContain('"user"')
  })

  test('keeps nobody out whom Redis remembers by making sessions up, though this process never saw them', async () => {
    const from = newPlace()
    const { token } = await app.signIn()
    await statusesOf(ratePolicies.sessionFailure.burst, () => get({ from, token: randomUUID() }))
    const refused = await get({ from, token: randomUUID() })
    expect(refused.headers.get('ratelimit-policy')).toBe('"session-failure";q=120;w=60')
    expect((await get({ from, token })).status).toBe(200)
  })

  test('cannot count on somebody else: a session that ended counts for its place', async () => {
    const { token, user } = await app.signIn()
    const from = newPlace()
    expect((await get({ token, from })).headers.get('ratelimit')).toContain('"user"')
    await app.ctx.db.session.delete({ where: { id: user.sessionId } })
    expect((await get({ token, from, path: 'account.me' })).status).toBe(401)
    expect((await get({ token, from })).headers.get('ratelimit')).toContain('"anonymous"')
  })

  test('of a verb gets its code, the policy and the time in tRPC’s own form', async () => {
    const { workspace, token } = await app.signIn()
    const from = newPlace()
    const ask = (n: number) =>
      handleTrpc(
        new Request(`${appUrl}/api/trpc/upload.importLink`, {
          method: 'POST',
          headers: {
            [peerHeader]: from,
            cookie: `${sessionCookieName(appUrl)}=${token}`,
            origin: appUrl,
            'content-type': 'application/json',
            'content-length': '60',
          },
          body: JSON.stringify({ json: { url: `https://example.com/${n}.mp4` } }),
        }),
      )
    const responses: Response[] = []
    for (let n = 0; n < 11; n++) responses.push(await ask(n))
    expect(responses.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429])
    const body = await responses[10]?.json()
    expect(body.error.json.data).toMatchObject({
      error: 'rate_limited',
      details: { 'violated-policies': ['import-link'], retryAfterMs: 360_000 },
    })
    expect(responses[10]?.headers.get('retry-after')).toBe('360')
    expect(responses[9]?.headers.get('ratelimit-policy')).toBe('"user";q=600;w=60')
    expect(responses[10]?.headers.get('ratelimit-policy')).toBe('"import-link";q=10;w=3600')
    expect(responses[10]?.headers.get('ratelimit')).toBe('"import-link";r=0;t=360')
    expect(await app.ctx.db.upload.count({ where: { workspaceId: workspace.workspaceId } })).toBe(10)
  })

  test('of uploads begun is told over tus as well', async () => {
    const { token } = await app.signIn()
    const from = newPlace()
    expect(new Set(await statusesOf(10, () => createUpload(token, from)))).toEqual(new Set([201]))
    const refused = await createUpload(token, from)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('360')
    expect(refused.headers.get('ratelimit-policy')).toBe('"upload-create";q=10;w=3600')
    expect(refused.headers.get('ratelimit')).toBe('"upload-create";r=0;t=360')
    expect(refused.headers.get('tus-resumable')).toBe('1.0.0')
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', 'violated-policies': ['upload-create'] })
  })
})

describe('while no connection to the database is free', () => {
  test('a call is told so after a second, with when to come back, whether its session was seen before or not', async () => {
    const { token } = await app.signIn()
    const { token: unseen } = await app.signIn()
    const from = newPlace()
    expect((await get({ token, from, path: 'account.me' })).status).toBe(200)
    const small = createDatabase({ url: app.database.url, max: 1 })
    // It has a second for that as well, which a busy machine may need.
    const held = await vi.waitFor(() => small.pool.connect(), { timeout: 60_000 })
    const cache = createMemoryCache(app.ctx.clock)
    const ports = { ...app.ctx.ports, cache }
    const back = asWebApp(app, { context: { ...app.ctx, db: small.db, ports } })
    const startedAt = performance.now()
    const [seen, first] = await Promise.all([
      get({ token, from, path: 'account.me' }),
      get({ token: unseen, from, path: 'account.me' }),
    ])
    const tookMs = performance.now() - startedAt
    back()
    held.release()
    await small.close()

    expect(tookMs).toBeLessThan(8_000)
    for (const response of [seen, first]) {
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toBe('1')
    }
    expect(await seen.json()).toMatchObject({ error: { json: { data: { error: 'database_unavailable' } } } })
    expect(first.headers.get('content-type')).toContain('application/problem+json')
    expect(await first.json()).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#temporary-reduced-capacity',
      code: 'database_unavailable',
    })
  })
})
