import type { IncomingMessage, ServerResponse } from 'node:http'
import { requestIdHeader } from '../request-id'

/** Whole and small. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Whoever answers what was admitted: a door of ours or Next. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Told of what a handler threw, with the name of its request. */
export type OnFault = (error: unknown, requestId: string) => void

export const sendAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** What anything here is asked with. Others (TRACE, WebDAV's) have no answer anywhere, and web requests can't even be made of some. */
export const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'])

export const unknownMethod: Answer = {
  status: 405,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    allow: [...knownMethods].join(', '),
  },
  body: JSON.stringify({ type: 'about:blank', title: 'Method Not Allowed', status: 405 }),
}

/** A fault of whoever answers costs this one connection, not the process and everybody's. */
export const answerWith = async (
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  onFault: OnFault,
): Promise<void> => {
  try {
    await handler(request, response)
  } catch (error) {
    onFault(error, String(request.headers[requestIdHeader] ?? ''))
    response.destroy()
  }
}

/** Who went while it waited is not there to be answered. */
export const ifThere = (response: ServerResponse, next: () => void) => (): void => {
  if (!response.destroyed && !response.closed) next()
}
