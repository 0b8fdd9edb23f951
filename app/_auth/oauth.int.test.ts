import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUser, findSession } from '@/server/accounts'
import { readCookies, sessionCookieName } from '@/server/api/cookies'
import { peerHeader } from '@/server/platform'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { handleAuth } from './handle-auth'
import { github } from './providers'

const appUrl = 'https://clips.example'

type Person = { readonly id: number; readonly email: string; readonly verified: boolean }

/** GitHub's side of OAuth as its documentation states it; the code that comes back stands for a person. */
const people: readonly Person[] = [
  { id: 1, email: 'octo@example.com', verified: true },
  { id: 2, email: 'taken@example.com', verified: true },
  { id: 3, email: 'unverified@example.com', verified: false },
  { id: 4, email: 'victim@example.com', verified: false },
]
const personOf = (id: string | undefined) => people.find((person) => String(person.id) === id)

let app: TestApp
let server: Server
let url: string

beforeAll(async () => {
  app = await openTestApp({ config: { appUrl, isLocal: false } })
  server = createServer((request, response) => {
    const json = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const person = personOf(request.headers.authorization?.replace('Bearer token-', ''))
      switch (request.url) {
        case '/login/access_token':
          return json({
            access_token: `token-${new URLSearchParams(body).get('code')}`,
            token_type: 'bearer',
            scope: '',
          })
        case '/api/user':
          return json({ id: person?.id, login: `user${person?.id}`, name: null, avatar_url: '', email: person?.email })
        case '/api/user/emails':
          return json([{ email: person?.email, primary: true, verified: person?.verified }])
        default:
          return response.writeHead(404).end()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await app.close()
})

const call = (method: 'GET' | 'POST', path: string, headers: Record<string, string>) => {
  const oauth = [github({ clientId: 'id', clientSecret: 'secret', apiUrl: `${url}/api`, loginUrl: `${url}/login` })]
  const request = new Request(`${appUrl}/api/auth/${path}`, {
    method,
    headers: { [peerHeader]: '203.0.113.5', ...headers },
  })
  return handleAuth(app.ctx, { oauth, after: () => undefined }, request, path.split('?')[0]?.split('/') ?? [])
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** The whole way: our button, GitHub's answer for a person, back to us. `cookie` is what the browser had before. */
const signInAs = async (id: number, cookie = '', query = '') => {
  const asked = await call('POST', `signin/github${query}`, { origin: appUrl, cookie })
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state')
  const back = [cookie, cookiesOf(asked)].filter(Boolean).join('; ')
  const response = await call(
    'GET',
    `callback/github?${new URLSearchParams({ code: String(id), state: state ?? '' })}`,
    {
      cookie: back,
    },
  )
  const token = readCookies(new Headers({ cookie: cookiesOf(response) }))[sessionCookieName(appUrl)] ?? ''
  return {
    location: response.headers.get('location'),
    token,
    signedIn: token === '' ? null : await findSession(app.ctx, token),
  }
}

test('somebody with a verified address signs up, and is the same person the next time', async () => {
  const first = await signInAs(1)
  expect(first.location).toBe(`${appUrl}/projects`)
  expect(first.signedIn?.user.email).toBe('octo@example.com')
  expect((await signInAs(1)).signedIn?.user.id).toBe(first.signedIn?.user.id)
})

test('no token of the other service is kept', async () => {
  await signInAs(1)
  const account = await app.ctx.db.account.findFirstOrThrow({ where: { providerAccountId: '1' } })
  expect([account.access_token, account.refresh_token, account.id_token]).toEqual([null, null, null])
})

test('row 59: an account that was made another way is not linked because the address is the same', async () => {
  await createUser(app.ctx, { email: 'taken@example.com', isVerified: true })
  const { location, signedIn } = await signInAs(2)
  expect([location, signedIn]).toEqual(['/sign-in/error?error=OAuthAccountNotLinked', null])
  expect(await app.ctx.db.account.count({ where: { providerAccountId: '2' } })).toBe(0)
})

test('whoever was refused goes on to where they wanted once they are signed in another way', async () => {
  const next = `next=${encodeURIComponent('/invite/abc')}`
  expect((await signInAs(3, '', `?${next}`)).location).toBe(`/sign-in/error?error=Unverified&${next}`)
})

test('row 59: an address that was not verified signs nobody in, and keeps it from nobody', async () => {
  const { location, signedIn } = await signInAs(3)
  expect([location, signedIn]).toEqual(['/sign-in/error?error=Unverified', null])
  expect(await app.ctx.db.user.count({ where: { email: 'unverified@example.com' } })).toBe(0)
})

test('row 59: nor does it reach the account of whoever has that address', async () => {
  await createUser(app.ctx, { email: 'victim@example.com', isVerified: true })
  expect((await signInAs(4)).signedIn).toBeNull()
})

test('row 53: whoever is signed in and comes back as somebody else is somebody else, with nothing linked', async () => {
  const me = await app.signIn({ email: 'me@example.com' })
  const { signedIn } = await signInAs(1, `${sessionCookieName(appUrl)}=${me.token}`)
  expect(signedIn?.user.email).toBe('octo@example.com')
  expect(await findSession(app.ctx, me.token)).toBeNull()
  expect(await app.ctx.db.account.count({ where: { userId: me.user.user.id } })).toBe(0)
})

test('an answer that this browser did not ask for is refused', async () => {
  const response = await call('GET', 'callback/github?code=1&state=forged', {})
  expect(response.headers.get('location')).toMatch(/^\/sign-in\/error\?error=/)
  expect(cookiesOf(response)).not.toContain(sessionCookieName(appUrl))
})
