import type { Provider } from 'next-auth/providers/index'
import { createSession, endSession, ensureDemoAccount, limitSignIn, safeNextPath } from '@/server/accounts'
import { emailSchema } from '@/server/accounts/schemas'
import { hostCookieName, readCookies, sessionCookie, sessionCookieName } from '@/server/api/cookies'
import { explainError } from '@/server/api/explain-error'
import { readBody } from '@/server/api/read-body'
import { isSameOrigin } from '@/server/api/same-origin'
import type { AppContext } from '@/server/context'
import { tellNextAuth } from '@/server/env'
import { DomainError } from '@/server/errors'
import { deliverMail } from '@/server/notifications'
import { clientIp, ipPrefix } from '@/server/platform'
import { spendRate } from '@/server/rate-limits'
import type { AuthRequest } from './adapter'
import { authOptions } from './options'
import { type AuthAnswer, type AuthCall, runNextAuth } from './run-next-auth'
import { withNext } from './with-next'

type Options = {
  readonly oauth: readonly Provider[]
  /** Runs once the answer is out. */
  readonly after: (work: () => Promise<unknown>) => void
}

const maxBodyBytes = 16_384

/** Everything under /api/auth: what is not named here is not there, whatever else next-auth would answer. */
export const handleAuth = async (
  ctx: AppContext,
  { oauth, after }: Options,
  request: Request,
  path: readonly string[],
): Promise<Response> => {
  const { appUrl } = ctx.config
  tellNextAuth(appUrl)
  try {
    const ip = clientIp(request.headers, ctx.config.trustedProxies)
    const place = ip === null ? null : ipPrefix(ip)
    // Whoever sits at this machine is one place, and alone.
    if (!ctx.config.isLocal)
      await spendRate(
        ctx,
        { anonymous: place ?? 'unknown' },
        (wait) => `Too many requests came from your network. Try again in ${wait}.`,
      )
    const form = await readForm(ctx, request)
    const url = new URL(request.url)
    const auth: AuthRequest = {
      userAgent: request.headers.get('user-agent'),
      ipPrefix: place,
      next: safeNextPath(form.next ?? url.searchParams.get('next') ?? nextCookie(request, appUrl), appUrl),
      pending: null,
      mails: [],
      isSignedIn: false,
    }
    const run = (call: AuthCall) => runNextAuth(authOptions(ctx, oauth, auth), call)
    const response = await route({ ctx, request, form, auth, run, oauth, path })
    if (auth.mails.length > 0) after(() => Promise.all(auth.mails.map((key) => deliverMail(ctx, key))))
    response.headers.set('cache-control', 'no-store')
    return response
  } catch (error) {
    return explainError(ctx, error)
  }
}

/** Where somebody was going when they left for another service. */
const nextCookie = (request: Request, appUrl: string): string | undefined =>
  readCookies(request.headers)[hostCookieName('clipforge-next', appUrl)]

type Routed = {
  readonly ctx: AppContext
  readonly request: Request
  readonly form: Readonly<Record<string, string>>
  readonly auth: AuthRequest
  readonly run: (call: AuthCall) => Promise<AuthAnswer>
  readonly oauth: readonly Provider[]
  readonly path: readonly string[]
}

const route = async (routed: Routed): Promise<Response> => {
  const { request, oauth, path, auth, form, ctx } = routed
  const isOauth = path.length === 2 && oauth.some(({ id }) => id === path[1])
  switch (`${request.method} ${isOauth ? `${path[0]}/oauth` : path.join('/')}`) {
    case 'POST signin/email':
      return requestLink(routed)
    case 'POST callback/email':
      return signInBy(routed, { token: form.token ?? '', email: form.email ?? '', callbackUrl: auth.next })
    case 'GET callback/oauth':
      return signInBy(routed, Object.fromEntries(new URL(request.url).searchParams))
    case 'POST signin/oauth':
      return answer(routed, await submit(routed, { callbackUrl: auth.next }))
    case 'POST signout':
      // Whoever was there as somebody else comes back to where they were.
      return answer(routed, await submit(routed, { callbackUrl: '/' }), form.next === undefined ? '/' : auth.next)
    case 'POST demo':
      return signInDemo(routed)
    default:
      ctx.log.info('no such way to sign in', { method: request.method })
      throw new DomainError('not_found', 'There is nothing here.')
  }
}

/** The same answer whoever asks, for whatever address: nobody learns who has an account. */
const requestLink = async (routed: Routed): Promise<Response> => {
  const { ctx, request, form, auth } = routed
  const address = emailSchema.safeParse(form.email)
  if (!address.success) throw new DomainError('invalid_request', 'This is not a whole email address.')
  await limitSignIn(ctx, { email: address.data, ipPrefix: auth.ipPrefix })
  const result = await submit(routed, { email: address.data, callbackUrl: auth.next })
  if (auth.pending === null || result.location?.includes('error=') !== false)
    throw new DomainError('mail_unavailable', 'The mail could not be sent just now. Try again in a minute.')
  return go(request, withNext('/sign-in/check-mail', auth.next))
}

/** Whoever comes with proof gets a new session; the one this browser had is over, so that nobody could have planted it. */
const signInBy = async (routed: Routed, query: Readonly<Record<string, string>>): Promise<Response> => {
  const { ctx, request, auth, run, path } = routed
  const { [sessionCookieName(ctx.config.appUrl)]: old, ...cookies } = readCookies(request.headers)
  const { callbackUrl, ...rest } = query
  const result = await run({
    method: 'GET',
    path,
    cookies,
    query: callbackUrl === undefined ? rest : { ...rest, callbackUrl: safeNextPath(callbackUrl, ctx.config.appUrl) },
  })
  if (auth.isSignedIn && old !== undefined) await endSession(ctx, old)
  return answer(routed, result)
}

const signInDemo = async ({ ctx, request, auth }: Routed): Promise<Response> => {
  const { userId } = await ensureDemoAccount(ctx)
  const { token } = await createSession(ctx, { userId, userAgent: auth.userAgent, ipPrefix: auth.ipPrefix })
  const old = readCookies(request.headers)[sessionCookieName(ctx.config.appUrl)]
  if (old !== undefined) await endSession(ctx, old)
  return go(request, auth.next, [sessionCookie(token, ctx.config.appUrl)])
}

/** A POST to next-auth. It wants a token against forged requests; `isSameOrigin` has told those apart, so it gets one from itself. */
const submit = async ({ request, run, path }: Routed, body: Record<string, string>): Promise<AuthAnswer> => {
  const csrf = await run({ method: 'GET', path: ['csrf'], cookies: {} })
  const issued = readCookies(new Headers({ cookie: csrf.cookies.map((cookie) => cookie.split(';')[0]).join(';') }))
  const { csrfToken } = csrf.body as { readonly csrfToken: string }
  const cookies = { ...readCookies(request.headers), ...issued }
  return run({ method: 'POST', path, cookies, body: { ...body, csrfToken } })
}

const answer = (
  { request, auth }: Routed,
  result: AuthAnswer,
  target = result.location ?? withNext('/sign-in/error', auth.next),
): Response => go(request, ownErrorPage(target, auth.next), result.cookies)

/** next-auth sends errors over addresses of its own, to end at our pages; they lead on to where one was going. */
const ownErrorPage = (target: string, next: string): string => {
  const error = /\/(?:api\/auth\/(?:error|signin)|sign-in\/error)\?(?:.*&)?error=([A-Za-z]+)/.exec(target)?.[1]
  return error === undefined ? target : withNext(`/sign-in/error?error=${error}`, next)
}

/** A script is told where to go, a plain form is sent there. */
const go = (request: Request, target: string, cookies: readonly string[] = []): Response => {
  const headers = new Headers()
  for (const cookie of cookies) if (!/^(__Host-)?clipforge-csrf=/.test(cookie)) headers.append('set-cookie', cookie)
  if (request.headers.get('accept')?.includes('application/json')) return Response.json({ url: target }, { headers })
  headers.set('location', target)
  return new Response(null, { status: 303, headers })
}

/** The fields of a form; none for a GET. @throws forbidden, invalid_request, payload_too_large */
const readForm = async (ctx: AppContext, request: Request): Promise<Readonly<Record<string, string>>> => {
  if (!isSameOrigin(request, ctx.config.appUrl))
    throw new DomainError('forbidden', 'This request did not come from ClipForge.')
  if (request.method !== 'POST') return {}
  const text = await readBody(request, maxBodyBytes)
  const fields = new Map<string, string>()
  for (const [name, value] of parseBody(text, request.headers.get('content-type') ?? '')) {
    // No text has it, and the database takes it for a fault of ours.
    if (value.includes('\0')) throw new DomainError('invalid_request', 'The form is damaged. Open the page again.')
    fields.set(name, value)
  }
  return Object.fromEntries(fields)
}

const parseBody = (text: string, type: string): Iterable<[string, string]> => {
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return new URLSearchParams(text)
  if (text === '') return []
  throw new DomainError('invalid_request', 'This must be sent as a form.')
}
