import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { requestContext } from '@/server/compose-app'
import type { AppContext } from '@/server/context'
import { goneSignal, sendResponse, toRequest } from './node-request'
import { securityHeadersOf } from './security-headers.mjs'
import { findMedia } from './serve-media'

/** A file that nobody reads for so long is ended: it holds a descriptor and one of the places that everybody shares. */
const unreadMs = 60_000

/**
 * What the route answers, as Node's server sends it: with the length of what it sends, which Next would take away, and from the disk or the store
 * straight into the socket, no faster than that takes it.
 */
export const mediaDoor = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> =>
  answerMedia(incoming, response, await requestContext())

export const answerMedia = async (
  incoming: IncomingMessage,
  response: ServerResponse,
  app: AppContext,
  { stallMs = unreadMs }: { readonly stallMs?: number } = {},
): Promise<void> => {
  const request = toRequest(incoming, goneSignal(response))
  const answer = await findMedia(request, app)
  const policies = securityHeadersOf(new URL(request.url).pathname)
  if (answer instanceof Response) {
    for (const [name, value] of Object.entries(policies)) answer.headers.set(name, value)
    return sendResponse(response, answer)
  }
  const headers = new Headers({ ...answer.headers })
  for (const [name, value] of Object.entries(policies)) headers.set(name, value)
  // 304 has none: it speaks of an answer that is not sent.
  if (answer.status === 416) headers.set('content-length', '0')
  response.writeHead(answer.status, Object.fromEntries(headers))
  if (answer.body === null) {
    response.end()
    return
  }
  // Node does not call a socket idle whose bytes are taken, however slowly.
  response.setTimeout(stallMs, () => response.destroy())
  // A body that breaks off ends the connection: a reader sees by the length that something is missing.
  await pipeline(answer.body, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE')
      app.log.error('file broke off', { requestId: app.requestId, cause: String(error) })
  })
}
