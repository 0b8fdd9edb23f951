import type { IncomingMessage, ServerResponse } from 'node:http'

/** Whole and small. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Whoever answers what was admitted: a door of ours or Next. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

export const sendAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** A fault of whoever answers costs this one connection, not the process and everybody's. */
export const answerWith = async (
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    await handler(request, response)
  } catch (error) {
    console.error('a request was not answered', error)
    response.destroy()
  }
}

/** Who went while it waited is not there to be answered. */
export const ifThere = (response: ServerResponse, next: () => void) => (): void => {
  if (!response.destroyed && !response.closed) next()
}
