import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { findSession } from '@/server/accounts'
import { sessionCookieName } from '@/server/api/cookies'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { prepareSignIn } from '@/server/testing/prepare-sign-in'

const appUrl = 'https://clips.example'
const { currentApp, call, askForLink, newestLink, confirm, sessionOf, signIn } = prepareSignIn(appUrl)
let app: TestApp
beforeAll(() => {
  app = currentApp()
})

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
      '/.//evil.example',
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
