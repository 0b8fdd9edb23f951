import { once } from 'node:events'
import http from 'node:http'

export type Balancer = {
  readonly url: string
  /** Backends that take traffic now. */
  ready(): readonly number[]
  close(): Promise<void>
}

type Options = {
  /** Ports on this machine. */
  readonly backends: readonly number[]
  readonly probeEveryMs: number
}

/**
 * What stands in front of several web processes, at its plainest: asks each for /health/ready, sends requests to those that say yes in turn, over
 * connections that it keeps, and never sends one twice. What fails behind it fails for who asked. A refusal takes a process out, silence does not: on a
 * busy machine that is as likely the balancer's own, and where all others are being replaced it would be everybody's.
 */
export const startBalancer = async ({ backends, probeEveryMs }: Options): Promise<Balancer> => {
  const agents = new Map(backends.map((port) => [port, new http.Agent({ keepAlive: true, maxFreeSockets: 64 })]))
  const ready = new Set<number>()
  let turn = 0
  const probe = (port: number) => {
    const call = http.get(
      { host: '127.0.0.1', port, path: '/health/ready', agent: false, timeout: 1_000 },
      (answer) => {
        answer.resume()
        if (answer.statusCode === 200) ready.add(port)
        else ready.delete(port)
      },
    )
    let isGivenUp = false
    call.once('error', () => isGivenUp || ready.delete(port))
    call.once('timeout', () => {
      isGivenUp = true
      call.destroy()
    })
  }
  const probeAll = () => backends.forEach(probe)
  const timer = setInterval(probeAll, probeEveryMs)
  probeAll()

  const server = http.createServer((request, response) => {
    const able = backends.filter((port) => ready.has(port))
    const port = able[turn++ % Math.max(1, able.length)]
    if (port === undefined) return void response.writeHead(502).end('nobody is ready')
    const { method, url, headers } = request
    const onward = http.request(
      { host: '127.0.0.1', port, method, path: url, headers, agent: agents.get(port) },
      (answer) => {
        const { connection: _, 'keep-alive': __, ...kept } = answer.headers
        response.writeHead(answer.statusCode ?? 502, kept)
        answer.pipe(response)
      },
    )
    onward.once('error', (error) =>
      response.headersSent ? response.destroy() : response.writeHead(502).end(error.message),
    )
    request.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    ready: () => [...ready],
    close: async () => {
      clearInterval(timer)
      server.close()
      server.closeAllConnections()
      for (const agent of agents.values()) agent.destroy()
    },
  }
}
