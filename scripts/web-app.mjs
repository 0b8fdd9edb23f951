import { once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectDir } from './environment.mjs'

// The app behind the front process (scripts/web.mjs, which starts it): Next, procedures, pages. web-app.mjs SOCKET start|dev HOST PORT
const [socketPath, mode, hostname, port] = process.argv.slice(2)
const leaveMs = 2_500

// The front decides when it is time to go: it closes the channel, or died. A terminal's Ctrl-C reaches both.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => undefined)
let leave = async () => undefined
process.once('disconnect', async () => {
  // The front ends who is not gone by then (scripts/app-process.mjs).
  await Promise.race([leave(), sleep(leaveMs)])
  process.exit(0)
})

const fail = (error) => {
  console.error(`The app ended: ${error.message}`)
  process.exit(1)
}

let answer = null
// Slow clients and limits are the front's; its connections to here stay open for as long as it likes. Headers got longer by what it added.
const server = http.createServer(
  { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, maxHeaderSize: 32 * 1024 },
  (request, response) => answer(request, response),
)
server.on('error', fail)

const next = createRequire(import.meta.url)('next')
const app = next({ dev: mode === 'dev', dir: projectDir, hostname, port: Number(port), httpServer: server })
const rest = app.getRequestHandler()
answer = rest

const ask = (path, headers = {}) =>
  new Promise((resolve, reject) => {
    http.get({ socketPath, path, headers }, (response) => response.resume().once('end', resolve)).once('error', reject)
  })

try {
  // As many as may wait for the front itself: with Node's 511 the system would refuse those beyond.
  server.listen({ path: socketPath, backlog: 4_096 })
  await Promise.all([once(server, 'listening'), app.prepare()])
  // Next runs instrumentation.ts before its first request, so that one has to come from here.
  if (globalThis.clipforgeAnswer === undefined) await ask('/health/startup')
} catch (error) {
  fail(error)
}
// Put there by instrumentation.ts.
const { clipforgeAnswer, clipforgeLeave, clipforgeWarm } = globalThis
if (clipforgeAnswer === undefined) fail(new Error('instrumentation.ts did not start it; what Next says above is why.'))
answer = (request, response) => clipforgeAnswer(request, response, rest)
leave = async () => {
  // What an answer left to be done after it (a mail that is being handed over), then what that needed.
  await app.close().catch((error) => console.error(error))
  await clipforgeLeave()
}
process.send({ kind: 'open' })

// The first of a kind loads and compiles for a second. Whoever comes before that waits no longer than they would; a balancer sends nobody.
for (const path of ['/api/trpc/account.session', '/sign-in'])
  await ask(path, { accept: 'text/html', host: `${hostname}:${port}` }).catch(() => undefined)
await clipforgeWarm()
process.send({ kind: 'warm' })
