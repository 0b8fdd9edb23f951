import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { securityHeadersOf } from '../server/api/security-headers.mjs'
import { forwardedHeader, isForwarded } from '../server/platform/forwarded.mjs'

/** server/platform/client-ip.ts reads it; what a client sends under this name is overwritten. */
const peerHeader = 'x-clipforge-peer'
/** docs/operations.md says why each has its value. */
const sockets = {
  backlog: 4_096,
  // Longer than a proxy in front keeps its connections, which must not find one closed that it is about to use.
  keepAliveTimeout: 65_000,
  headersTimeout: 66_000,
  requestTimeout: 300_000,
  // How often the two above are looked at; Node's half minute would leave a socket open for half as long again.
  connectionsCheckingInterval: 1_000,
}
const lookForEndMs = 50

/**
 * The HTTP server of one web process, listening at once and guarded from its first request on: until `open` is called it says that it is
 * starting. `open` takes the guard of server/platform/guard and `route`, which says who answers an admitted request.
 */
export const serveGuarded = async ({ hostname, port, limits = {} }) => {
  const { backlog, ...options } = { ...sockets, ...limits }
  let inside = null
  const server = http.createServer(options, (request, response) => {
    request.headers[peerHeader] = request.socket.remoteAddress ?? ''
    if (isForwarded(request)) request.headers[forwardedHeader] = '1'
    else delete request.headers[forwardedHeader]
    // Whoever answers, a refusal included; what an answer itself says under such a name stands.
    for (const [name, value] of Object.entries(securityHeadersOf(pathOf(request)))) response.setHeader(name, value)
    if (inside === null) return answerWhileStarting(request, response)
    inside.guard.handle(request, response, inside.route(request))
  })
  server.on('connection', () => inside?.guard.noteConnection())
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: hostname, backlog }, resolve)
  })
  const drain = async ({ predrainMs, finishMs }) => {
    inside?.guard.drain()
    // A process that is starting was never ready: nobody sends it anything.
    if (inside !== null) await sleep(predrainMs)
    server.close()
    inside?.guard.endStreams()
    const deadline = Date.now() + finishMs
    while ((inside?.guard.unfinished() ?? 0) > 0 && Date.now() < deadline) {
      server.closeIdleConnections()
      await sleep(lookForEndMs)
    }
    server.closeAllConnections()
  }
  return {
    server,
    open: ({ guard, route }) => {
      inside = { guard, route }
    },
    /** SIGTERM and SIGINT say "not ready", wait for balancers, answer what was begun and end the process; the second one ends it at once. */
    endOnSignals: ({ onEnd = () => undefined, ...times }) => {
      let isEnding = false
      for (const signal of ['SIGTERM', 'SIGINT'])
        process.on(signal, async () => {
          if (isEnding) process.exit(1)
          isEnding = true
          await drain(times)
          await onEnd()
          process.exit(0)
        })
    },
  }
}

const pathOf = ({ url = '/' }) => url.split('?', 1)[0]

const probePaths = ['/health', '/health/live', '/health/ready', '/health/startup']

/** What probes say is what the function that answers them later would say (server/platform/health/answer-probe.ts); a test compares. */
export const answerWhileStarting = (request, response) => {
  const path = pathOf(request).replace(/(?<=.)\/$/, '')
  const isProbe = probePaths.includes(path)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if ((isProbe || path === '/metrics') && !isRead) return refuseMethod(response)
  const isLive = path === '/health/live'
  const { type, body } = isLive
    ? { type: 'application/health+json', body: '{"status":"pass"}' }
    : isProbe
      ? { type: 'application/health+json', body: '{"status":"fail","output":"starting"}' }
      : startingPage(request.headers.accept ?? '')
  response.writeHead(isLive ? 200 : 503, {
    'content-type': type,
    'cache-control': 'no-store',
    ...(isLive ? {} : { 'retry-after': '2' }),
    // Whoever opened a page need not do anything.
    ...(type.startsWith('text/html') ? { refresh: '2', 'content-security-policy': startingPolicy } : {}),
    'content-length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

const refuseMethod = (response) => {
  const body = JSON.stringify({ type: 'about:blank', title: 'Method Not Allowed', status: 405 })
  response.writeHead(405, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    allow: 'GET, HEAD',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

const startingPolicy = "default-src 'none'; frame-ancestors 'none'"

const startingPage = (accept) =>
  accept.includes('text/html')
    ? {
        type: 'text/html; charset=utf-8',
        body: '<!doctype html><html lang="en"><title>Starting · ClipForge</title><p>ClipForge is starting. This page opens by itself in a moment.</p></html>',
      }
    : {
        type: 'application/problem+json',
        body: JSON.stringify({
          type: 'https://iana.org/assignments/http-problem-types#temporary-reduced-capacity',
          title: 'Temporary reduced capacity',
          status: 503,
          detail: 'ClipForge is starting. Nothing was lost; this goes on in a moment.',
          code: 'busy',
        }),
      }
