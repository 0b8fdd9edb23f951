import path from 'node:path'
import { register } from 'tsx/esm/api'
import { startAppProcess } from './app-process.mjs'
import { finishMs, predrainMs } from './drain-times.mjs'
import { projectDir } from './environment.mjs'
import { serveGuarded } from './guarded-server.mjs'
import { isDebugged } from './is-debugged.mjs'

// The one place that launches the web server: node scripts/web.mjs start|dev HOST PORT
// This process is the front: it holds the sockets, answers probes, takes uploads and sends files, and hands the rest to the app behind it
// (web-app.mjs), so that nothing the app does keeps anybody waiting who does not need it. docs/decisions/017 says why.
const [mode, hostname, port] = process.argv.slice(2)

const fail = (error) => {
  console.error(`The web server ended: ${error.message}`)
  process.exit(1)
}

const web = await serveGuarded({ hostname, port: Number(port) }).catch(fail)
web.server.on('error', fail)

// Begun first: it takes longer to load than this does.
const app = startAppProcess({
  args: [mode, hostname, port],
  isWatched: mode !== 'dev' && !isDebugged(process.env),
  onHopeless: fail,
})
let front = null
web.endOnSignals({
  predrainMs: predrainMs(process.env),
  finishMs,
  onEnd: () => Promise.all([app.end(), front?.leave()]),
})

register({ tsconfig: path.join(projectDir, 'tsconfig.json') })
try {
  const { startFront } = await import('../server/start-front.ts')
  front = startFront(app)
  web.open(front)
  // Next's hot reload speaks over a web socket; nothing else here does.
  if (mode === 'dev') web.server.on('upgrade', (await import('../server/platform/front/relay.ts')).relayUpgrade(app))
} catch (error) {
  fail(error)
}
console.log(`listening on ${hostname}:${port}`)
