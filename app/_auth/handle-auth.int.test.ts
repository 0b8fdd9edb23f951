import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findSession } from '@/server/accounts'
import { createRateLimiter } from '@/server/adapters/rate-limiter'
import { readCookies, sessionCookieName } from '@/server/api/cookies'
import { peerHeader } from '@/server/platform'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { handleAuth } from './handle-auth'

const appUrl = 'https://clips.example'
let app: TestApp
beforeAll(async () => {
  app = await openTestApp({ config: { appUrl, isLocal: false } })
})
afterAll(() => app.close())

let peers = 0
let peer = ''
beforeEach(() => {
  peer = `203.0.${++peers}.1`
})

type Call = {
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly on?: TestApp
}

const call = async (method: 'GET' | 'POST', path: string, { form, headers, on = app }: Call = {}) => {
  const work: (() => Promise<unknown>)[] = []
  const request = new Request(`${appUrl}/api/auth/${path}`, {
    method,
    headers: {
      [peerHeader]: peer,
      ...(method === 'POST' ? { origin: appUrl, 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...headers,
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  })
  const segments = path.split('?')[0]?.split('/') ?? []
  const response = await handleAuth(on.ctx, { oauth: [], after: (each) => work.push(each) }, request, segments)
  for (const each of work) await each()
  return response
}

const askForLink = (email: string, more: Call = {}) =>
  call('POST', 'signin/email', { ...more, form: { email, ...more.form } })

/** The fields of the confirm page that the newest mail to an address links to. */
const newestLink = async (email: string, on: TestApp = app) => {
  const mail = await on.ctx.db.mail.findFirstOrThrow({
    where: { to: email, template: 'sign-in' },
    orderBy: { createdAt: 'desc' },
  })
  const url = new URL(/https?:\/\/\S+\/sign-in\/confirm\S+/.exec(mail.text)?.[0] ?? '')
  return { url, form: Object.fromEntries(url.searchParams) }
}

const confirm = (form: Readonly<Record<string, string>>, more: Call = {}) =>
  call('POST', 'callback/email', { ...more, form })

const sessionOf = (response: Response): string => {
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  return readCookies(new Headers({ cookie: cookies.join(';') }))[sessionCookieName(appUrl)] ?? ''
}

const signIn = async (email: string, more: Call = {}) => {
  await askForLink(email, more)
  const { form } = await newestLink(email, more.on)
  return confirm(form, more)
}

describe('a link by mail', () => {
  test('signs up somebody new: a person, their workspace and trial, a welcome, a session', async () => {
    const email = 'new@example.com'
    const asked = await askForLink(email)
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/sign-in/check-mail'])
    const { form, url } = await newestLink(email)
    expect(url.origin).toBe(appUrl)
    const response = await confirm(form)
    expect([response.status, response.headers.get('location')]).toEqual([303, `${appUrl}/projects`])
    const signedIn = await findSession(app.ctx, sessionOf(response))
    expect(signedIn?.user.email).toBe(email)
    const workspace = await app.ctx.db.workspace.findUniqueOrThrow({
      where: { id: signedIn?.memberships[0]?.workspaceId ?? '' },
    })
    expect(workspace).toMatchObject({ isPersonal: true, plan: 'starter', creditBalance: 150 })
    expect(await app.ctx.db.mail.findFirst({ where: { to: email, template: 'welcome' } })).toMatchObject({
      state: 'sent',
    })
  })

  test('signs in somebody known, whatever the case of the letters they type, and makes nobody new', async () => {
    await signIn('known@example.com')
    await askForLink('  Known@Example.com ')
    const { form } = await newestLink('known@example.com')
    expect((await findSession(app.ctx, sessionOf(await confirm(form))))?.user.email).toBe('known@example.com')
    expect(
      await app.ctx.db.user.count({ where: { email: { equals: 'known@example.com', mode: 'insensitive' } } }),
    ).toBe(1)
  })

  test('row 55: works once', async () => {
    const email = 'once@example.com'
    await askForLink(email)
    const { form } = await newestLink(email)
    expect(sessionOf(await confirm(form))).not.toBe('')
    const second = await confirm(form)
    expect([second.headers.get('location'), sessionOf(second)]).toEqual(['/sign-in/error?error=Verification', ''])
  })

  test('row 55: of ten clicks at the same time one signs in', async () => {
    const email = 'ten@example.com'
    await askForLink(email)
    const { form } = await newestLink(email)
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(form)))
    expect(answers.filter((response) => sessionOf(response) !== '')).toHaveLength(1)
  })

  test('row 55: signs in nobody else than whom it was sent to', async () => {
    await askForLink('mine@example.com')
    const { form } = await newestLink('mine@example.com')
    const response = await confirm({ ...form, email: 'other@example.com' })
    expect([response.headers.get('location'), sessionOf(response)]).toEqual(['/sign-in/error?error=Verification', ''])
    expect(await app.ctx.db.user.count({ where: { email: 'other@example.com' } })).toBe(0)
  })

  test('row 55: a scanner that opens every address in a mail uses nothing up', async () => {
    const email = 'scanned@example.com'
    await askForLink(email)
    const { form } = await newestLink(email)
    const opened = await call('GET', `callback/email?${new URLSearchParams(form)}`)
    expect([opened.status, sessionOf(opened)]).toEqual([404, ''])
    expect(sessionOf(await confirm(form))).not.toBe('')
  })

  test('row 55: is over after fifteen minutes', async () => {
    const later = await openTestApp({ config: { appUrl, isLocal: false } })
    const email = 'late@example.com'
    await askForLink(email, { on: later })
    const { form } = await newestLink(email, later)
    later.advance(15 * 60_000 + 1_000)
    const response = await confirm(form, { on: later })
    expect([response.headers.get('location'), sessionOf(response)]).toEqual(['/sign-in/error?error=Verification', ''])
    await later.close()
  })

  test('what leads on from a link that is over, and from the page that says to look for it, is where one was going', async () => {
    const email = 'invited-late@example.com'
    const next = '/invite/abc?x=1'
    const asked = await askForLink(email, { form: { next } })
    expect(asked.headers.get('location')).toBe(`/sign-in/check-mail?next=${encodeURIComponent(next)}`)
    const { form } = await newestLink(email)
    await confirm(form)
    expect((await confirm(form)).headers.get('location')).toBe(
      `/sign-in/error?error=Verification&next=${encodeURIComponent(next)}`,
    )
    const elsewhere = await confirm({ ...form, next: '//evil.example/' })
    expect(elsewhere.headers.get('location')).toBe('/sign-in/error?error=Verification')
  })

  test('row 49: goes on to a path of this site only', async () => {
    const evil = [
      '//evil.example',
      '/\\evil.example',
      'https:evil.example',
      'https://evil.example/',
      '/%0d%0aSet-Cookie:a=b',
    ]
    for (const [index, next] of evil.entries()) {
      const email = `next-${index}@example.com`
      await askForLink(email, { form: { next } })
      const { form } = await newestLink(email)
      expect(form.next).toBe('/projects')
      const response = await confirm({ ...form, next })
      expect(response.headers.get('location')).toBe(`${appUrl}/projects`)
    }
    await askForLink('fine@example.com', { form: { next: '/invite/abc?x=1' } })
    const { form } = await newestLink('fine@example.com')
    expect((await confirm(form)).headers.get('location')).toBe(`${appUrl}/invite/abc?x=1`)
  })

  test('row 69: neither the sessions nor the links in the table open anything', async () => {
    const email = 'hashed@example.com'
    await askForLink(email)
    const { form } = await newestLink(email)
    const stored = await app.ctx.db.verificationToken.findFirstOrThrow({ where: { identifier: email } })
    expect(sessionOf(await confirm({ ...form, token: stored.token }))).toBe('')
    const token = sessionOf(await confirm(form))
    const row = await app.ctx.db.session.findFirstOrThrow({ where: { user: { email } } })
    expect(row.sessionToken).toBe(createHash('sha256').update(token).digest('hex'))
    expect(await findSession(app.ctx, row.sessionToken)).toBeNull()
  })
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
      headers: { origin: appUrl, 'content-type': 'application/x-www-form-urlencoded', [peerHeader]: peer },
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
    // Of two that were asked one after the other, so that a machine that grows busier or less busy in between favours neither.
    const differences = times.known.map((ms, at) => ms - (times.unknown[at] ?? 0)).sort((a, b) => a - b)
    expect(Math.abs(differences[10] ?? Number.NaN)).toBeLessThan(20)
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

describe('a session', () => {
  test('row 58: its cookie is bound to the host, hidden from scripts, sent over https only and not across sites', async () => {
    const response = await signIn('cookie@example.com')
    const cookie = response.headers.getSetCookie().find((each) => each.startsWith('__Host-clipforge-session='))
    expect(cookie).toMatch(/; Path=\/(;|$)/)
    for (const flag of [/; HttpOnly/, /; Secure/, /; SameSite=Lax/]) expect(cookie).toMatch(flag)
    expect(cookie).not.toMatch(/Domain=/i)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('row 53: signing in changes its id, and the one the browser had is over', async () => {
    const email = 'rotated@example.com'
    const first = sessionOf(await signIn(email))
    const cookie = `${sessionCookieName(appUrl)}=${first}`
    const second = sessionOf(await signIn(email, { headers: { cookie } }))
    expect(second).not.toBe(first)
    expect(await findSession(app.ctx, first)).toBeNull()
    expect(await findSession(app.ctx, second)).not.toBeNull()
  })

  test('row 53: a session id that somebody planted is not taken up', async () => {
    const planted = 'A'.repeat(43)
    const response = await signIn('planted@example.com', {
      headers: { cookie: `${sessionCookieName(appUrl)}=${planted}` },
    })
    expect(sessionOf(response)).not.toBe(planted)
    expect(await findSession(app.ctx, planted)).toBeNull()
  })

  test('signing out ends it on the server and in the browser', async () => {
    const token = sessionOf(await signIn('out@example.com'))
    const response = await call('POST', 'signout', { headers: { cookie: `${sessionCookieName(appUrl)}=${token}` } })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(response.headers.getSetCookie().join()).toMatch(/__Host-clipforge-session=;[^,]*Max-Age=0/)
    expect(await findSession(app.ctx, token)).toBeNull()
  })

  test('signing out to come back as somebody else leads back, within this site', async () => {
    const leave = async (next: string) => (await call('POST', 'signout', { form: { next } })).headers.get('location')
    expect(await leave('/invite/abc')).toBe('/invite/abc')
    expect(await leave('//evil.example/')).toBe('/projects')
  })
})

describe('on a person’s own machine', () => {
  test('one click signs in to the demo account, which several browsers share', async () => {
    const local = await openTestApp({ config: { appUrl, isLocal: true } })
    const browsers = await Promise.all(
      [1, 2, 3].map(() => call('POST', 'demo', { on: local, form: { next: '/projects/new' } })),
    )
    const people = await Promise.all(browsers.map((response) => findSession(local.ctx, sessionOf(response))))
    expect(browsers.map(({ headers }) => headers.get('location'))).toEqual(Array(3).fill('/projects/new'))
    expect(new Set(people.map((person) => person?.user.id)).size).toBe(1)
    expect(new Set(people.map((person) => person?.sessionId)).size).toBe(3)
    expect(await local.ctx.db.user.count()).toBe(1)
    await local.close()
  })
})

const gone = async (): Promise<never> => {
  throw new Error('Connection is closed.')
}
