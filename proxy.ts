import { createHash, randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { pathHeader } from './app/_ui/path-header'
import { themeScript } from './app/_ui/theme-script'

const themeHash = `'sha256-${createHash('sha256').update(themeScript).digest('base64')}'`
const evalInDevelopment = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : ''

/**
 * Nothing is allowed or refused here. Pages made per request get a policy with a fresh nonce, which Next puts on its own
 * scripts (docs/decisions/010-content-security-policy.md), and their address as a header.
 */
export const proxy = (request: NextRequest): NextResponse => {
  const nonce = randomBytes(16).toString('base64')
  const policy = `script-src 'self' 'nonce-${nonce}' ${themeHash}${evalInDevelopment}; object-src 'none'; base-uri 'none'`
  const headers = new Headers(request.headers)
  headers.set('Content-Security-Policy', policy)
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search)
  const response = NextResponse.next({ request: { headers } })
  response.headers.append('Content-Security-Policy', policy)
  return response
}

export const config = {
  matcher: ['/projects/:path*', '/clips/:path*', '/settings/:path*', '/sign-in/:path*', '/dev/:path*'],
}
