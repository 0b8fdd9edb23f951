const mediaPolicy = "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'"

/** For everything; the content security policy of pages is in proxy.ts. */
const forAll = {
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
}
const shownAnywhere = { 'Cross-Origin-Resource-Policy': 'cross-origin' }

/**
 * Of all answers, by path (scripts/guarded-server.mjs gives them to each): `source` as Next reads it (next.config.mjs), `matches` for who answers without Next; a test compares the two. What people brought
 * is never a page of ours. The last matching policy wins, also over what the route itself answers.
 */
export const securityPolicies = [
  { source: '/:path*', matches: /^/, headers: forAll },
  { source: '/media/:path*', matches: /^\/media(\/|$)/i, headers: { 'Content-Security-Policy': mediaPolicy } },
  // Stills: mail programs in a browser show them on pages of their own, under a signed address.
  { source: '/media/:path(.*\\.jpg)', matches: /^\/media\/.*\.jpg$/i, headers: shownAnywhere },
  { source: '/mail-samples/:path*', matches: /^\/mail-samples(\/|$)/i, headers: shownAnywhere },
]

export const securityHeadersOf = (pathname) =>
  Object.assign({}, ...securityPolicies.filter(({ matches }) => matches.test(pathname)).map(({ headers }) => headers))
