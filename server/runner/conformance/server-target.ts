import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CheckFailure, pause } from './check'
import type { Target } from './conformance'

export type ServerTargetOptions = {
  /** Where the Inngest server takes events and registrations. */
  readonly baseUrl: string
  /** Without keys the server is taken for a dev server. */
  readonly eventKey?: string | undefined
  readonly signingKey?: string | undefined
  /** How the server reaches this machine; it must be able to. */
  readonly appHost?: string | undefined
  /** Of a server whose database is at hand. */
  readonly untilWaiting?: Target['untilWaiting'] | undefined
}

/** From the end of a step until a server that can't be asked has begun the wait after it. */
const waitBeginsMs = 1_500

/** A real Inngest server (`inngest dev`, `inngest start`): the app is served over HTTP on a free port and registers itself. */
export const createServerTarget = ({
  baseUrl,
  eventKey,
  signingKey,
  appHost = '127.0.0.1',
  untilWaiting = () => pause(waitBeginsMs),
}: ServerTargetOptions): Target => {
  let server: Server | undefined
  return {
    name: `the Inngest server at ${baseUrl}`,
    isEmbedded: false,
    clientOptions: {
      baseUrl,
      isDev: signingKey === undefined,
      ...(eventKey === undefined ? {} : { eventKey }),
      ...(signingKey === undefined ? {} : { signingKey }),
    },
    untilWaiting,
    open: async (app) => {
      server = createServer(async (request, response) => {
        const answer = await app.handle(await toRequest(request))
        response.writeHead(answer.status, Object.fromEntries(answer.headers))
        response.end(await answer.text())
      })
      const port = await listen(server)
      const url = `http://${appHost}:${port}/api/inngest`
      const registered = await app.handle(
        new Request(url, { method: 'PUT', headers: { host: new URL(url).host }, body: '{}' }),
      )
      if (registered.status !== 200)
        throw new CheckFailure(`The server did not take the app: ${registered.status} ${await registered.text()}`)
    },
    close: async () => {
      server?.closeAllConnections()
      server?.close()
    },
  }
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(portOf(server)))
  })

/** A server that listens on TCP has an address object. */
export const portOf = (server: Server): number => (server.address() as AddressInfo).port

export const toRequest = async (incoming: IncomingMessage): Promise<Request> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
  const body = Buffer.concat(chunks)
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
}
