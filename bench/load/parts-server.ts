import { Redis } from 'ioredis'
import { serveGuarded } from '@/scripts/guarded-server.mjs'
import { createRateLimiter } from '@/server/adapters/rate-limiter'
import { goneSignal, sendResponse, toRequest } from '@/server/api/node-request'
import { handleTrpc } from '@/server/api/trpc-handler'
import { type App, createApp } from '@/server/compose-app'
import type { Handler } from '@/server/platform/guard/answers'
import type { Guard } from '@/server/platform/guard/create-guard'
import type { RateLimiter } from '@/server/ports/rate-limiter'
import { ratePolicies } from '@/server/rate-limits'
import { startOneProcessWeb } from '@/server/testing/one-process-web'

// The parts of a web process put together without Next, one of them built wrongly on purpose, to prove that a gate sees it:
// parts-server.ts PORT none|one-address|patient-redis. Probes and procedures only. The product has no switch for any of this.
const [port = '0', fault = 'none'] = process.argv.slice(2)

/** Everybody behind one address shares 10,000 requests a minute, probes and all: an office behind one router is shut out by its own balancer. */
const limitByAddress = ({ context }: App, guard: Guard): Guard => ({
  ...guard,
  handle: async (request, response, handler) => {
    const claim = { policy: ratePolicies.apiKeyCeiling, subject: request.socket.remoteAddress ?? '', cost: 1 }
    const { isAllowed } = await context.ports.rateLimiter.take([claim])
    if (isAllowed) return guard.handle(request, response, handler)
    response.writeHead(429, { 'retry-after': '1', 'content-type': 'application/problem+json' })
    response.end('{"code":"rate_limited"}')
  },
})

/** ioredis as it comes: commands wait in a queue for a server that is away. */
const patient = ({ context, env }: App): RateLimiter => {
  const redis = new Redis(env.REDIS_URL ?? '')
  redis.on('error', () => undefined)
  return createRateLimiter({ redis, clock: context.clock, metrics: context.ports.metrics, processes: 1 })
}

const app = await createApp('web')
const ports = { ...app.context.ports, ...(fault === 'patient-redis' ? { rateLimiter: patient(app) } : {}) }

type Parts = { clipforgeWeb?: Promise<App> }
const parts = globalThis as typeof globalThis & Parts
parts.clipforgeWeb = Promise.resolve({ ...app, context: { ...app.context, ports } })

const procedure: Handler = async (request, response) =>
  sendResponse(response, await handleTrpc(withBody(request, toRequest(request, goneSignal(response)))))

const withBody = (incoming: Parameters<Handler>[0], request: Request): Request => {
  if (request.method === 'GET' || request.method === 'HEAD') return request
  const body = new ReadableStream({
    start: (controller) => {
      incoming.on('data', (chunk: Buffer) => controller.enqueue(chunk))
      incoming.once('end', () => controller.close())
    },
  })
  // Node wants "half" for a body that is a stream; TypeScript's DOM does not know the word.
  return new Request(request, { body, duplex: 'half' } as RequestInit)
}

const { guard, route } = await startOneProcessWeb(procedure)
const web = await serveGuarded({ hostname: '127.0.0.1', port: Number(port) })
web.open({ guard: fault === 'one-address' ? limitByAddress(app, guard) : guard, route })
const address = web.server.address()
console.log(`listening ${typeof address === 'object' ? address?.port : ''}`)
