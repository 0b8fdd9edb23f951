import { createHash, randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { pathHeader } from './app/_ui/path-header'
import { themeScript } from './app/_ui/theme-script'

const policyHeader = 'Content-Security-Policy'
const isDevelopment = process.env.NODE_ENV === 'development'
const themeHash = `'sha256-${createHash('sha256').update(themeScript).digest('base64')}'`
/** Rendered for each request, so that a fresh nonce can be in their HTML: all but the start page, which is built ahead. A test asks the build. */
const noncePages = /^\/(projects|clips|settings|admin|sign-in|invite|unsubscribe|email-preferences|status|dev)(\/|$)/

const policyWith = (scripts: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' ${scripts}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * Nobody is let in or kept out here. Every page gets its policy (docs/decisions/010-content-security-policy.md), and its
 * own address as a request header.
 */
export const proxy = (request: NextRequest): NextResponse => {
  const { pathname, search } = request.nextUrl
  const policy = policyWith(
    noncePages.test(pathname) ? `'nonce-${randomBytes(16).toString('base64')}' ${themeHash}` : "'unsafe-inline'",
  )
  const headers = new Headers(request.headers)
  // Next reads the nonce from here and puts it on its own scripts.
  headers.set(policyHeader, policy)
  headers.set(pathHeader, pathname + search)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set(policyHeader, policy)
  return response
}

/** Pages only: data, media and assets have headers of their own. By name: what looks like a file's ending may be the end of a token. */
export const config = { matcher: ['/((?!api/|_next/|media/|mail-samples/|example/|health|metrics$|icon\\.svg$).*)'] }
