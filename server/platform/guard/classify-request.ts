import type { IncomingHttpHeaders } from 'node:http'
import { guardLimits, type Priority } from './limits'

/**
 * How long a request lasts. `work` keeps this process busy until it is answered. A `transfer` waits for somebody's line most of the time, a
 * `stream` for something to happen.
 */
export type RequestKind = 'work' | 'transfer' | 'stream'

export type RequestClass = {
  readonly priority: Priority
  readonly kind: RequestKind
  /** Places it takes among the requests in work: 1 is a page. */
  readonly places: number
}

type Described = { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders }

/** What a request is worth and how long it lasts, from its first line and headers alone. */
export const classifyRequest = (request: Described): RequestClass => ({
  priority: priorityOf(request),
  kind: kindOf(request),
  places: isRead(request.method) && isUnder(request.path, '/api/trpc') ? guardLimits.placesOfRead : 1,
})

/** Machines that would come again, all at once. Inngest calls the worker, which has no guard. */
const webhooks: ReadonlySet<string> = new Set(['/api/webhooks/resend', '/api/webhooks/stripe'])

const isUnder = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`)
const isRead = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method)

const priorityOf = ({ method, path, headers }: Described): Priority => {
  if (isUnder(path, '/health') || path === '/metrics') return 0
  if (method === 'POST' && webhooks.has(path)) return 0
  if (isPrefetch(headers)) return 3
  // A page that was let in must get its script and style; nobody asks for them twice, and they cost next to nothing.
  if (isUnder(path, '/_next/static') || isUnder(path, '/media') || isUnder(path, '/api/uploads')) return 1
  // A sign-in link works once.
  if (isUnder(path, '/api/auth')) return 1
  return isRead(method) ? 2 : 1
}

const kindOf = ({ method, path, headers }: Described): RequestKind => {
  // Whoever asks for a page in this way would be let past the limits of pages.
  if (method === 'GET' && isUnder(path, '/api/trpc') && headers.accept?.includes('text/event-stream')) return 'stream'
  if (method === 'GET' && isUnder(path, '/media')) return 'transfer'
  return method === 'PATCH' && isUnder(path, '/api/uploads') ? 'transfer' : 'work'
}

/** Fetched before anybody asked for it: missing, it is simply fetched later. */
const isPrefetch = (headers: IncomingHttpHeaders): boolean =>
  headers['next-router-prefetch'] === '1' ||
  [headers.purpose, headers['sec-purpose']].some((purpose) => String(purpose ?? '').startsWith('prefetch'))
