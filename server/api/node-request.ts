import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * What Node's server was asked, as a web request. Its body stays on the socket until `text` or `json` is called, and has no other form: nobody
 * who is refused is listened to. Only the path is read of the address: what the app is called its configuration says.
 */
export const toRequest = (incoming: IncomingMessage, signal: AbortSignal): Request => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    if (typeof value === 'string') headers.append(name, value)
    else for (const each of value ?? []) headers.append(name, each)
  const { method = 'GET', url = '/' } = incoming
  const init = { method, headers, signal }
  const address = new URL(url, 'http://localhost')
  return method === 'GET' ? new Request(address, init) : new NodeRequest(address, init, incoming)
}

class NodeRequest extends Request {
  readonly #incoming: IncomingMessage

  constructor(address: URL, init: RequestInit, incoming: IncomingMessage) {
    super(address, init)
    this.#incoming = incoming
  }

  override text(): Promise<string> {
    return readText(this.#incoming)
  }

  override async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }
}

/** Node reads no more than `content-length` says, which `refuseRequest` holds to a megabyte. @throws when whoever sends it goes */
const readText = (incoming: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const gone = () => reject(new Error('The request ended before its body did.'))
    if (incoming.destroyed) return gone()
    const chunks: Uint8Array[] = []
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    incoming.once('end', () => resolve(new TextDecoder().decode(Buffer.concat(chunks))))
    incoming.once('error', reject)
    incoming.once('close', () => {
      if (!incoming.readableEnded) gone()
    })
  })

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
