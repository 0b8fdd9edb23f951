import { beforeAll, describe, expect, test } from 'vitest'
import { createRateLimiter } from '@/server/adapters/rate-limiter'
import { sessionCookieName } from '@/server/api/cookies'
import { createDatabase } from '@/server/db/client'
import { peerHeader } from '@/server/platform'
import type { TestApp } from '@/server/testing/app-context'
import { prepareSignIn } from '@/server/testing/prepare-sign-in'
import { handleAuth } from './handle-auth'

const appUrl = 'https://clips.example'
const { currentApp, peer, call, askForLink, newestLink, confirm, sessionOf, signIn } = prepareSignIn(appUrl)
let app: TestApp
beforeAll(() => {
  app = currentApp()
})

describe('what an outsider learns and may try', () => {
  test('a form without an end is refused before it is read', async () => {
    let givenKb = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (to) => {
        givenKb += 16
        if (givenKb > 64_000) to.close()
        else to.enqueue(new Uint8Array(16 * 1024).fill(97))
      },
    })
    const init = {
      ...{ method: 'POST', body, duplex: 'half' },
      headers: { origin: appUrl, 'content-type': 'application/x-www-form-urlencoded', [peerHeader]: peer() },
    }
    const path = ['signin', 'email']
    const request = new Request(`${appUrl}/api/auth/${path.join('/')}`, init)
    const response = await handleAuth(app.ctx, { oauth: [], after: () => undefined }, request, path)
    expect(response.status).toBe(413)
    expect(givenKb).toBeLessThan(256)
  })

  test.each(['signin/email', 'callback/email'])('a form to %s with a zero byte is refused', async (path) => {
    const form = { email: 'zero\0@example.com', token: 'zero\0', next: '/\0' }
    expect((await call('POST', path, { form })).status).toBe(400)
  })

  test('row 56: the answer is the same for an address with an account and one without, byte by byte and within 20 ms', async () => {
    await signIn('member@example.com')
    const answers = { known: [] as string[], unknown: [] as string[] }
    const times = { known: [] as number[], unknown: [] as number[] }
    const ask = async (kind: keyof typeof answers, email: string, round: number) => {
      const startedAt = performance.now()
      const response = await askForLink(email, {
        headers: { [peerHeader]: `198.51.${kind === 'known' ? 1 : 2}.${round}` },
      })
      times[kind].push(performance.now() - startedAt)
      answers[kind].push(JSON.stringify([response.status, [...response.headers], await response.text()]))
    }
    for (let round = 1; round <= 21; round++) {
      await ask('known', 'member@example.com', round)
      await ask('unknown', `stranger-${round}@example.com`, round)
    }
    expect(new Set([...answers.known, ...answers.unknown]).size).toBe(1)
    // The quickest of each: what a busy machine adds is never less than nothing, and what only one of the two does is in all of its answers.
    expect(Math.abs(Math.min(...times.known) - Math.min(...times.unknown))).toBeLessThan(20)
  })

  test('row 56: the database is asked the same for an address with an account and one without, in the same order', async () => {
    await signIn('settled@example.com')
    const asked: string[] = []
    const onStatement = ({ sql }: { readonly sql: string }) => void asked.push(sql)
    const watched = createDatabase({ url: app.database.url, max: 1, patience: 20, onStatement })
    const on = { ...app, ctx: { ...app.ctx, db: watched.db } }
    const statementsFor = async (email: string) => {
      asked.length = 0
      expect((await askForLink(email, { on })).status).toBe(303)
      return [...asked]
    }
    const known = await statementsFor('settled@example.com')
    expect(known).toContainEqual(expect.stringMatching(/^INSERT INTO .*"Mail"/))
    expect(await statementsFor('unsettled@example.com')).toEqual(known)
    await watched.close()
  })

  test('row 57: the sixth link in a quarter of an hour is refused, and says when to come back', async () => {
    const tries = []
    for (let round = 0; round < 6; round++) tries.push(await askForLink('sixth@example.com'))
    expect(tries.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 429])
    // One comes back every three minutes.
    expect(Number(tries[5]?.headers.get('retry-after'))).toBeGreaterThan(100)
    expect(Number(tries[5]?.headers.get('retry-after'))).toBeLessThanOrEqual(180)
    expect(tries[5]?.headers.get('ratelimit-policy')).toBe('"sign-in";q=5;w=900')
    expect(tries[5]?.headers.get('ratelimit')).toMatch(/^"sign-in";r=0;t=\d+$/)
    expect(await tries[5]?.json()).toMatchObject({ 'violated-policies': ['sign-in'], requestId: 'test' })
    expect(await app.ctx.db.mail.count({ where: { to: 'sixth@example.com' } })).toBe(5)
  })

  test('row 57: while Redis is down it is counted all the same, and a fourth is let through', async () => {
    const rateLimiter = createRateLimiter({
      redis: { evalsha: gone, eval: gone } as never,
      clock: app.ctx.clock,
      metrics: app.ctx.ports.metrics,
      processes: 1,
    })
    const withoutRedis = { ...app, ctx: { ...app.ctx, ports: { ...app.ctx.ports, rateLimiter } } }
    const statuses = []
    for (let round = 0; round < 3; round++)
      statuses.push((await askForLink('down@example.com', { on: withoutRedis })).status)
    expect(statuses).toEqual([303, 303, 429])
  })

  test('row 57, 67, 68: one place gets twenty an hour, whatever it writes in X-Forwarded-For and within its /64', async () => {
    const statuses = []
    for (let round = 0; round < 21; round++) {
      const headers = { [peerHeader]: `2001:db8:9:9::${round}`, 'x-forwarded-for': `192.0.2.${round}` }
      statuses.push((await askForLink(`place-${round}@example.com`, { headers })).status)
    }
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 303))
    expect(statuses[20]).toBe(429)
  })

  test('row 57: one address gets thirty an hour from however many places, so that strangers do not fill a box', async () => {
    const statuses = []
    for (let round = 0; round < 31; round++)
      statuses.push(
        (await askForLink('flooded@example.com', { headers: { [peerHeader]: `203.0.113.${100 + round}` } })).status,
      )
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 303), 429])
    expect((await askForLink('spared@example.com', { headers: { [peerHeader]: '203.0.113.130' } })).status).toBe(303)
  })

  test('row 57: strangers who use up what an address gets keep its person out nowhere they have signed in, and learn nothing by it', async () => {
    const email = 'besieged@example.com'
    const home = { headers: { [peerHeader]: '198.18.0.1' } }
    const old = { headers: { [peerHeader]: '198.18.0.2' } }
    await signIn(email, home)
    const left = sessionOf(await signIn(email, old))
    await call('POST', 'signout', { headers: { ...old.headers, cookie: `${sessionCookieName(appUrl)}=${left}` } })
    const flood = async (to: string, network: number) => {
      const answers: string[] = []
      for (let round = 0; round < 32; round++) {
        const response = await askForLink(to, { headers: { [peerHeader]: `198.18.${network}.${round}` } })
        answers.push(String(response.status))
      }
      const response = await askForLink(to, { headers: { [peerHeader]: `198.18.${network}.99` } })
      return [...answers.slice(-2), response.headers.get('ratelimit-policy'), (await response.json()).detail]
    }
    const known = await flood(email, 1)
    expect(known.slice(0, 3)).toEqual(['429', '429', '"sign-in-address";q=30;w=3600'])
    expect(await flood('nobody-at-all@example.com', 2)).toEqual(known)
    expect((await askForLink(email, home)).status).toBe(303)
    expect((await askForLink(email, old)).status).toBe(303)
    // As many as any place gets, and not one more.
    const tries: number[] = []
    for (let round = 0; round < 5; round++) tries.push((await askForLink(email, home)).status)
    expect(tries.at(-1)).toBe(429)
  })

  test('what nobody foresaw is reported and told as everywhere, and with the request’s id', async () => {
    const reported: unknown[] = []
    const errors = { ...app.ctx.ports.errors, report: (error: unknown) => void reported.push(error) }
    const rateLimiter = { take: () => Promise.reject(new Error('Not foreseen.')) }
    const broken = { ...app, ctx: { ...app.ctx, ports: { ...app.ctx.ports, rateLimiter, errors } } }
    const response = await askForLink('broken@example.com', { on: broken })
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ code: 'internal', requestId: 'test' })
    expect(reported).toHaveLength(1)
  })

  test('row 61, 62: another site’s form signs nobody in or out', async () => {
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: '', 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of foreign)
      for (const path of ['signin/email', 'callback/email', 'signout', 'demo'])
        expect((await call('POST', path, { headers, form: { email: 'a@example.com' } })).status).toBe(403)
  })

  test('row 66: no header of a client changes where links lead or what is asked', async () => {
    const email = 'headers@example.com'
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-middleware-subrequest': 'middleware:middleware',
      'x-invoke-path': '/evil',
    }
    const asked = await askForLink(email, { headers })
    expect(asked.headers.get('location')).toBe('/sign-in/check-mail')
    const { url, form } = await newestLink(email)
    expect(url.origin).toBe(appUrl)
    expect((await confirm(form, { headers })).headers.get('location')).toBe(`${appUrl}/projects`)
  })

  test('row 91: what is no single address gets no mail', async () => {
    const before = await app.ctx.db.mail.count()
    for (const email of [
      '',
      'nobody',
      'a@example.com,b@example.com',
      'a@example.com\r\nBcc: b@example.com',
      'a@@example.com',
    ])
      expect((await askForLink(email)).status).toBe(400)
    expect(await app.ctx.db.mail.count()).toBe(before)
  })

  test('the demo account is not there on a public installation', async () => {
    expect((await call('POST', 'demo')).status).toBe(404)
    expect(await app.ctx.db.user.count({ where: { isDemo: true } })).toBe(0)
  })

  test('what next-auth would answer beyond this is not there', async () => {
    for (const path of [
      'session',
      'csrf',
      'providers',
      'signin',
      'signout',
      'error',
      'callback/google',
      '_log',
      'verify-request',
    ])
      expect((await call('GET', path)).status).toBe(404)
    for (const path of ['_log', 'session', 'callback/credentials', 'signin/google', 'constructor', '__proto__'])
      expect((await call('POST', path)).status).toBe(404)
  })
})

const gone = async (): Promise<never> => {
  throw new Error('Connection is closed.')
}
