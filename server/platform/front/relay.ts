import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Handler } from '../guard/answers'

/** Of one connection, not of a message (RFC 9110, 7.6.1): each side of the front has its own. */
const ofConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'] as const

type Options = {
  readonly socketPath: string
  /** Says in place of the app that it is not there; it has heard nothing of this. */
  readonly answerAway: Handler
  /** Says in place of the app that it ended while it worked on this; nothing was sent yet. */
  readonly answerBroken: Handler
  /** Milliseconds after which a connection to the app that carries nothing ends: of a rush, what it opened does not stay for good. */
  readonly idleMs?: number
}

const usualIdleMs = 20_000

/**
 * Hands requests to the app behind the front over a Unix socket, as they came, and its answers back: nothing is kept, and whoever is slow slows
 * down only themselves. When somebody leaves, the app is told by the end of the connection, as it would be without a front.
 */
export const createRelay = ({ socketPath, answerAway, answerBroken, idleMs = usualIdleMs }: Options): Handler => {
  // The last one used is used next, so that those beyond need go unused. Its timeout ends no connection that is in use, however silent.
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 256, scheduling: 'lifo', timeout: idleMs })
  return (request, response) => {
    const { method, url } = request
    const upstream = http.request({
      agent,
      socketPath,
      method,
      path: url,
      headers: headersFor(request.headers),
      setHost: false,
    })
    upstream.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answerHeaders(answer))
      // An event stream may have nothing to say for a while, and is open all the same.
      if (isEventStream(answer)) response.flushHeaders()
      answer.pipe(response)
      answer.once('error', () => response.destroy())
      answer.once('aborted', () => response.destroy())
    })
    upstream.on('error', (error) => {
      if (response.closed || response.destroyed) return
      // What is left of its body must not stand before the next request on its connection.
      request.resume()
      if (response.headersSent) response.destroy()
      else if (isUnsent(error)) answerAway(request, response)
      else answerBroken(request, response)
    })
    response.once('close', () => {
      if (!response.writableFinished) upstream.destroy()
      else if (!request.complete) endWith(request.socket, upstream)
    })
    if (!hasBody(request.headers)) return upstream.end()
    request.pipe(upstream)
    // A body may be long in coming, and may be refused by what its head says of it; one that is here already goes together with its head.
    setImmediate(() => {
      if (!upstream.headersSent && !upstream.destroyed) upstream.flushHeaders()
    })
  }
}

/**
 * For a request that was answered before its body was whole: once its answer is out, Node tells it nothing any more when whoever asked leaves, and the
 * connection to the app, which has no limits of its own, would wait for the rest for good.
 */
const endWith = (socket: net.Socket, upstream: http.ClientRequest): void => {
  const end = () => {
    upstream.destroy()
  }
  if (socket.destroyed) end()
  socket.once('close', end)
  upstream.once('close', () => socket.off('close', end))
}

/** Of a connection that becomes a web socket: its bytes go both ways from then on. */
export const relayUpgrade =
  ({ socketPath }: { readonly socketPath: string }) =>
  (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const upstream = net.connect(socketPath, () => {
      const lines = request.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []))
      upstream.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const)
      one.once('error', () => other.destroy()).once('close', () => other.destroy())
  }

/** No connection came of it: the app is being started again, or so many wait for it that the system takes no more. */
const isUnsent = ({ syscall }: NodeJS.ErrnoException): boolean => syscall === 'connect'

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

const headersFor = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const own = { ...headers }
  for (const name of ofConnection) delete own[name]
  return own
}

/**
 * As they came, a cookie in a line of its own (Node 20 forgets all but the last line of a list as soon as the answer has a header already, and
 * the front gives each some); how the answer is cut into pieces the front's own connection decides.
 */
const answerHeaders = ({ headersDistinct }: IncomingMessage): OutgoingHttpHeaders => {
  const kept: OutgoingHttpHeaders = {}
  for (const [name, values] of Object.entries(headersDistinct)) if (!notKept.has(name)) kept[name] = values
  return kept
}
const notKept: ReadonlySet<string> = new Set([...ofConnection, 'transfer-encoding'])

const isEventStream = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('text/event-stream') ?? false
