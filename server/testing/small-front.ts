import { startAppProcess } from '../../scripts/app-process.mjs'
import { serveGuarded } from '../../scripts/guarded-server.mjs'
import { startFront } from '../start-front'

// The front of a web process as scripts/web.mjs starts it, before small-app.mjs: small-front.ts ARGUMENTS-OF-THE-APP. Says "listening PORT".
const web = await serveGuarded({ hostname: '127.0.0.1', port: 0 })
const app = startAppProcess({
  args: process.argv.slice(2),
  isWatched: true,
  file: 'server/testing/small-app.mjs',
  onHopeless: (error) => {
    console.error(error)
    process.exit(1)
  },
})
// What it waits for at its end is tested, and not how long at most: a busy machine takes its time.
const front = startFront(app, { leaveMs: 60_000, reportMs: 60_000 })
web.endOnSignals({ predrainMs: 0, finishMs: 1_000, onEnd: () => Promise.all([app.end(), front.leave()]) })
web.open(front)
const address = web.server.address()
console.log(`listening ${typeof address === 'object' ? address?.port : ''}`)
