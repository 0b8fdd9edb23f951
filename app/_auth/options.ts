import type { AuthOptions } from 'next-auth'
import type { EmailConfig } from 'next-auth/providers/email'
import type { Provider } from 'next-auth/providers/index'
import { newToken, safeNextPath, signInLinkLifeMs } from '@/server/accounts'
import { hostCookieName, isSecure, sessionCookieName } from '@/server/api/cookies'
import type { AppContext } from '@/server/context'
import { type AuthRequest, createAuthAdapter } from './adapter'

/** next-auth for one request: database sessions, links by mail, and other services only with an address they verified. */
export const authOptions = (ctx: AppContext, oauth: readonly Provider[], request: AuthRequest): AuthOptions => {
  const { appUrl } = ctx.config
  const cookie = (name: string, maxAge?: number) => ({
    name: hostCookieName(name, appUrl),
    options: {
      httpOnly: true,
      sameSite: 'lax' as const,
      path: '/',
      secure: isSecure(appUrl),
      ...(maxAge === undefined ? {} : { maxAge }),
    },
  })
  const minutes = 15 * 60
  return {
    secret: ctx.config.authSecret,
    adapter: createAuthAdapter(ctx, request),
    session: { strategy: 'database', generateSessionToken: newToken },
    providers: [emailProvider(request), ...oauth],
    useSecureCookies: isSecure(appUrl),
    cookies: {
      sessionToken: { ...cookie(''), name: sessionCookieName(appUrl) },
      callbackUrl: cookie('clipforge-next', minutes),
      csrfToken: cookie('clipforge-csrf', minutes),
      pkceCodeVerifier: cookie('clipforge-pkce', minutes),
      state: cookie('clipforge-state', minutes),
      nonce: cookie('clipforge-nonce', minutes),
    },
    pages: { signIn: '/sign-in', error: '/sign-in/error', verifyRequest: '/sign-in/check-mail' },
    callbacks: {
      redirect: ({ url }) => `${appUrl}${safeNextPath(url, appUrl)}`,
      // An unverified address would open the account of whoever really has it, or keep it from them.
      signIn: ({ account, profile }) =>
        account?.type !== 'oauth' || isVerified(profile) || '/sign-in/error?error=Unverified',
    },
    logger: {
      error: (code) => ctx.log.warn('signing in failed', { code, requestId: ctx.requestId }),
      warn: () => undefined,
      debug: () => undefined,
    },
  }
}

const isVerified = (profile: object | undefined): boolean =>
  profile !== undefined && 'email_verified' in profile && profile.email_verified === true

/** As a plain object: next-auth's own module loads another version of the mail library. */
const emailProvider = (request: AuthRequest): EmailConfig => ({
  id: 'email',
  type: 'email',
  name: 'Email',
  server: {},
  from: '',
  maxAge: signInLinkLifeMs / 1_000,
  options: {},
  generateVerificationToken: newToken,
  // Addresses come here parsed.
  normalizeIdentifier: (address) => address,
  // The adapter writes and sends: the link and its mail are one transaction.
  sendVerificationRequest: async ({ token }) => {
    request.pending = { token, next: request.next }
  },
})
