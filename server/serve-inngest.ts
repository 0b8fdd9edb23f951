import { createServer, type IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import type { Env } from './env'
import type { Log } from './ports/log'
import { untilIdle } from './until-idle'

type Options = {
  readonly env: Env
  readonly handle: (request: Request) => Promise<Response>
  readonly log: Log
  /** Milliseconds for a call to come in whole; a step may take hours after that. */
  readonly receiveMs?: number
}

/** Whoever is slower than this is no Inngest server, and holds what they have sent in our memory. */
const usualReceiveMs = 120_000

/** Step state and events are a few kilobytes, results at most 4 MB; Inngest's own limit for a run's state is 32 MB. */
const maxBodyBytes = 40 * 1024 ** 2

/** For an Inngest server that calls us over HTTP: the functions under /api/inngest, and that the process lives. */
export const serveInngest = async ({ env, handle, log, receiveMs = usualReceiveMs }: Options) => {
  let busy = 0
  const limits = {
    requestTimeout: receiveMs,
    headersTimeout: receiveMs / 2,
    connectionsCheckingInterval: receiveMs / 10,
  }
  const server = createServer(limits, (incoming, outgoing) => {
    busy += 1
    respond(incoming)
      .catch((error: unknown) => {
        log.error('a call could not be answered', { cause: String(error) })
        return new Response(null, { status: 500 })
      })
      .then(async (answer) => {
        const body = Buffer.from(await answer.arrayBuffer())
        // A connection that is kept would bring the next call to a process that ends.
        const connection = server.listening ? {} : { connection: 'close' }
        outgoing.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...connection })
        outgoing.end(body)
        await finished(outgoing)
      })
      // Whoever asked is gone: the server calls again.
      .catch(() => undefined)
      .finally(() => {
        busy -= 1
      })
  })
  const respond = async (incoming: IncomingMessage): Promise<Response> => {
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`)
    // For whoever keeps the process alive: it answers, whatever its steps are at.
    if (url.pathname === '/health/live') return new Response('ok\n')
    if (url.pathname !== '/api/inngest') return new Response('Not found', { status: 404 })
    const body = await readBody(incoming)
    if (body === null) return new Response('Too large', { status: 413 })
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
    const method = incoming.method ?? 'GET'
    return handle(new Request(url, { method, headers, ...(body.length > 0 ? { body: new Uint8Array(body) } : {}) }))
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(env.WORKER_PORT, env.WORKER_HOST, resolve)
  })
  // The server learns of the functions from us. One that is not up yet asks for them itself when it is told where we are.
  const url = `${env.WORKER_URL?.replace(/\/+$/, '') ?? `http://${env.WORKER_HOST}:${env.WORKER_PORT}`}/api/inngest`
  const registered = await handle(new Request(url, { method: 'PUT', headers: { host: new URL(url).host }, body: '{}' }))
  if (!registered.ok) log.warn('the Inngest server did not take our functions', { status: registered.status })
  return {
    name: `Inngest at ${env.INNGEST_BASE_URL ?? 'its cloud'}, called on ${env.WORKER_HOST}:${env.WORKER_PORT}`,
    /** Takes no more calls; resolves when those under way were answered, after `drainMs` at the latest. */
    end: async (drainMs: number) => {
      server.close()
      server.closeIdleConnections()
      await untilIdle(() => busy, drainMs)
    },
    busy: () => busy,
  }
}

/** null when there is more than a call may hold. */
const readBody = async (incoming: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    size += chunk.length
    if (size > maxBodyBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
