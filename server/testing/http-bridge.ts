import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

export type TestServer = {
  readonly url: string
  readonly port: number
  /** Requests that came and are not done with, those whose client has gone among them. */
  inFlight(): number
  /** Requests that were done with since it was opened. */
  done(): number
  close(): Promise<void>
}

type Door = (request: Request) => Promise<Response>

/** A door of web requests as Node's server calls it. */
export const bridge = (handle: Door): ((req: http.IncomingMessage, res: http.ServerResponse) => Promise<void>) => {
  const answer = async (req: http.IncomingMessage, res: http.ServerResponse, signal: AbortSignal) => {
    const headers = new Headers()
    for (const [name, value] of Object.entries(req.headers)) headers.set(name, String(value))
    const hasBody = req.method !== 'GET' && req.method !== 'HEAD'
    const response = await handle(
      new Request(`http://localhost${req.url}`, {
        method: req.method ?? 'GET',
        headers,
        signal,
        ...(hasBody ? { body: Readable.toWeb(req), duplex: 'half' } : {}),
      } as RequestInit),
    )
    res.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body === null) res.end()
    else
      for await (const chunk of response.body) {
        if (res.destroyed) break
        if (!res.write(chunk)) await new Promise((go) => res.once('drain', go).once('close', go))
      }
    res.end()
  }
  return (req, res) => {
    const gone = new AbortController()
    res.once('close', () => {
      if (!res.writableFinished) gone.abort()
    })
    return answer(req, res, gone.signal).catch(() => void res.destroy())
  }
}

/** A door of ours behind real sockets on a loopback port, without Next: what a client breaks off, stalls or lies about really does. */
export const serveDoor = async (handle: Door): Promise<TestServer> => {
  let inFlight = 0
  let done = 0
  const answer = bridge(handle)
  const server = http.createServer((req, res) => {
    inFlight++
    answer(req, res).finally(() => {
      inFlight--
      done++
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    inFlight: () => inFlight,
    done: () => done,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
