import type { IncomingMessage, ServerResponse } from 'node:http'
import { createTrpcContext } from './context'
import { refusal } from './refuse-request'
import { serveTus } from './serve-tus'

/**
 * The same tus as the route's, for the server that stands before Next (scripts/web.mjs): the bytes of a part go from the socket to the intake
 * as Node gives them. Through a web stream they cost four times the processor time.
 */
export const serveUploadPart = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const answer = await answerPart(request, gone.signal).catch(() =>
    refusal('database_unavailable', 'ClipForge does not answer right now. What came is kept; go on in a moment.', {
      'tus-resumable': '1.0.0',
      'retry-after': '2',
    }),
  )
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    'x-content-type-options': 'nosniff',
  })
  response.end(Buffer.from(await answer.arrayBuffer()))
}

const answerPart = async (incoming: IncomingMessage, signal: AbortSignal): Promise<Response> => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each)
  const { method = 'PATCH', url = '/' } = incoming
  // Only the path is read of it; where the app is comes from its configuration.
  const request = new Request(new URL(url, 'http://localhost'), { method, headers, signal })
  return serveTus(request, await createTrpcContext(headers), { body: incoming })
}
