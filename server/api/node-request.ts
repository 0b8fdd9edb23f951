import type { IncomingMessage, ServerResponse } from 'node:http'

/** What Node's server was asked, as a web request without its body. Only the path is read of the address: what the app is called its configuration says. */
export const toRequest = (incoming: IncomingMessage, signal: AbortSignal): Request => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each)
  const { method = 'GET', url = '/' } = incoming
  return new Request(new URL(url, 'http://localhost'), { method, headers, signal })
}

/** Fires when whoever asked goes before the answer is whole. */
export const goneSignal = (response: ServerResponse): AbortSignal => {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone.signal
}

/** Sends a short answer, whole. */
export const sendResponse = async (response: ServerResponse, answer: Response): Promise<void> => {
  const body = Buffer.from(await answer.arrayBuffer())
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    ...(answer.headers.has('set-cookie') ? { 'set-cookie': answer.headers.getSetCookie() } : {}),
    'x-content-type-options': 'nosniff',
    ...(answer.status === 204 ? {} : { 'content-length': String(body.length) }),
  })
  response.end(body)
}
