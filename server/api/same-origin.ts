/**
 * Whether a request that a cookie speaks for comes from our own pages: the browser says so (`Sec-Fetch-Site`), or its `Origin` is ours. A
 * GET needs neither; `Origin: null` (a sandboxed frame, a redirect) is nobody's. `method` is what the request is taken for, where that is not
 * what it was sent as.
 */
export const isSameOrigin = (request: Request, appUrl: string, method = request.method): boolean => {
  if (method === 'GET' || method === 'HEAD') return true
  const origin = request.headers.get('origin')
  if (origin !== null) return origin === new URL(appUrl).origin
  const site = request.headers.get('sec-fetch-site')
  return site === 'same-origin' || site === 'none'
}
