import { afterAll, beforeAll, beforeEach } from 'vitest'
import { handleAuth } from '@/app/_auth/handle-auth'
import { readCookies, sessionCookieName } from '@/server/api/cookies'
import { peerHeader } from '@/server/platform'
import { openTestApp, type TestApp } from './app-context'

type Call = {
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly on?: TestApp
}

/** An app of the test file's own on a public address, and browsers that sign in at it; each test's come from another place. */
export const prepareSignIn = (appUrl: string) => {
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

  return { currentApp: () => app, peer: () => peer, call, askForLink, newestLink, confirm, sessionOf, signIn }
}
