import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { serveGuarded } from '../../scripts/guarded-server.mjs'
import { shareHealth, startHealthMonitor } from '../platform'
import type { Handler } from '../platform/guard/answers'
import { createPlainGuard } from './plain-guard'

// A web process with the real guard and the real wiring around a handler of a few lines, for tests of what happens at the sockets:
// guarded-server.ts PORT PREDRAIN_MS FINISH_MS HEADERS_TIMEOUT_MS CAP BACKLOG. Says "listening PORT" when it listens, "ready" when it is.
const [port = 0, predrainMs = 0, finishMs = 25_000, headersTimeout = 66_000, cap = 64, backlog = 4_096] = process.argv
  .slice(2)
  .map(Number)

const busy = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

async function* endless() {
  for (;;) yield Buffer.alloc(64 * 1024)
}

let release: () => void = () => undefined
const released = new Promise<void>((resolve) => {
  release = resolve
})

/** /hold answers when the test says "release"; /read once it has all of the body; /work?ms keeps the processor busy first, in steps as a page does; /stop?ms stands still in one go. */
const handler: Handler = async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const ms = Number(url.searchParams.get('ms') ?? 0)
  if (url.pathname === '/api/trpc/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    return response.write(': here\n\n')
  }
  // Has no end: stands still once nobody reads it.
  if (url.pathname.startsWith('/media/') || url.pathname === '/endless') return Readable.from(endless()).pipe(response)
  if (url.pathname === '/hold') {
    // Tells the test that its request has come in.
    response.writeProcessing()
    await released
  }
  // One that breaks off is for the server to answer.
  if (url.pathname === '/read') await buffer(request).catch(() => undefined)
  if (url.pathname === '/work')
    for (let done = 0; done < ms; done += 1) {
      busy(1)
      await new Promise(setImmediate)
    }
  response.end('done')
  if (url.pathname === '/stop') setTimeout(() => busy(ms), 1)
}

const web = await serveGuarded({
  hostname: '127.0.0.1',
  port,
  limits: {
    headersTimeout,
    requestTimeout: headersTimeout < 66_000 ? 2 * headersTimeout : 300_000,
    backlog,
    connectionsCheckingInterval: 100,
  },
})
const address = web.server.address()
console.log(`listening ${typeof address === 'object' ? address?.port : ''}`)

shareHealth((loopDelay) => startHealthMonitor({ checks: [], isPrepared: async () => true, loopDelay }), {
  opsToken: null,
})
const guard = createPlainGuard(cap)
web.endOnSignals({ predrainMs, finishMs })
process.on('message', (word) => (word === 'open' ? open() : release()))
const open = () => {
  web.open({ guard, route: () => handler })
  console.log('ready')
}
if (process.channel === undefined) open()
else process.channel.unref()
