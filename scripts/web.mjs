import { once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'
import { finishMs, predrainMs } from './drain-times.mjs'
import { projectDir } from './environment.mjs'
import { serveGuarded } from './guarded-server.mjs'

// The one place that launches the web server: node scripts/web.mjs start|dev HOST PORT
// Our own server around Next's handler, because only the server knows who is at the other end of a connection, sees every request first, and
// can end without losing one.
const [mode, hostname, port] = process.argv.slice(2)

const fail = (error) => {
  console.error(`The web server ended: ${error.message}`)
  process.exit(1)
}

/** Next runs instrumentation.ts before its first request, so that one has to come from here. */
const sendFirstRequest = async (handle) => {
  const inside = http.createServer(handle).listen(0, '127.0.0.1')
  await once(inside, 'listening')
  await fetch(`http://127.0.0.1:${inside.address().port}/health/startup`)
  inside.close()
  inside.closeAllConnections()
}

const web = await serveGuarded({ hostname, port: Number(port) }).catch(fail)
web.server.on('error', fail)

web.endOnSignals({ predrainMs: predrainMs(process.env), finishMs })

const next = createRequire(import.meta.url)('next')
const app = next({ dev: mode === 'dev', dir: projectDir, hostname, port: Number(port), httpServer: web.server })
const handle = app.getRequestHandler()
try {
  await app.prepare()
  if (globalThis.clipforgeGuard === undefined) await sendFirstRequest(handle)
} catch (error) {
  fail(error)
}
// Put there by instrumentation.ts.
const { clipforgeGuard: guard, clipforgeDoor: findDoor } = globalThis
if (guard === undefined) fail(new Error('instrumentation.ts did not start the guard; what Next says above is why.'))
// What need not go through Next does not.
web.open({ guard, route: (request) => findDoor(request) ?? handle })
console.log(`ready on ${hostname}:${port}`)
