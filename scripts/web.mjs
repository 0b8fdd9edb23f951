import http from 'node:http'
import { createRequire } from 'node:module'
import { projectDir } from './environment.mjs'

// The one place that launches the web server: node scripts/web.mjs start|dev HOST PORT
// Our own server around Next's handler, because only the server knows who is at the other end of a connection.
const [mode, hostname, port] = process.argv.slice(2)
/** server/platform/client-ip.ts reads it; what a client sends under this name is overwritten. */
const peerHeader = 'x-clipforge-peer'
/** Connections that wait while a slow turn of the loop is over; with Node's 511 some of a thousand at once are turned away. */
const backlog = 4096
/** Pages that stream (progress) never end by themselves. */
const goodbyeMs = 5_000

const next = createRequire(import.meta.url)('next')
const app = next({ dev: mode === 'dev', dir: projectDir, hostname, port: Number(port) })
const handle = app.getRequestHandler()
await app.prepare()

const server = http.createServer((request, response) => {
  request.headers[peerHeader] = request.socket.remoteAddress ?? ''
  // Put there by instrumentation.ts: what need not go through Next does not.
  const door = globalThis.clipforgeDoor?.(request) ?? handle
  void door(request, response)
})
// Longer than a proxy in front keeps its connections, which must not find one closed that it is about to use.
server.keepAliveTimeout = 65_000
server.headersTimeout = 66_000
server.requestTimeout = 300_000
server.on('error', (error) => {
  console.error(`The web server ended: ${error.message}`)
  process.exit(1)
})
server.listen({ port: Number(port), host: hostname, backlog }, () => console.log(`ready on ${hostname}:${port}`))

for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), goodbyeMs)
  })
