import { existsSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'

// In the place of scripts/web-app.mjs, for tests of what stands before it: small-app.mjs SOCKET [broken | stuck | silent | gated GATE SNAPSHOT]
const [socketPath, how, gate, snapshot] = process.argv.slice(2)
if (how === 'broken') process.exit(3)

process.once('disconnect', () => process.exit(0))
const ignore = () => undefined
const beat = () => process.send({ kind: 'beat', loopDelayMs: 1, rssBytes: 5 }, ignore)
const said = []
let held = 0
process.on('message', (message) => said.push(message))

const server = http.createServer((request, response) => {
  if (request.url === '/pid') return response.end(String(process.pid))
  if (request.url === '/said') return response.end(JSON.stringify(said))
  // Never turns again.
  if (request.url === '/stuck') for (;;);
  if (request.url === '/held') return response.end(String(held))
  if (request.url === '/hold') {
    held += 1
    return
  }
  if (request.url === '/cookies') response.setHeader('set-cookie', ['a=1', 'b=2'])
  // Of an app that says something else than the front would.
  if (request.url === '/referrer') response.setHeader('referrer-policy', 'no-referrer')
  response.writeHead(404).end()
})
const open = () =>
  server.listen(socketPath, () => {
    process.send({ kind: 'open' }, ignore)
    if (snapshot === undefined) return
    process.send({ kind: 'health', snapshot: JSON.parse(snapshot) }, ignore)
    process.send({ kind: 'warm' }, ignore)
  })

// Loads, and stands still before anybody could ask it anything.
if (how === 'stuck')
  process.send({ kind: 'beat', loopDelayMs: 1, rssBytes: 5 }, () => {
    for (;;);
  })
// Loads for ever, and says nothing at all.
else if (how === 'silent') process.channel.ref()
else {
  setInterval(beat, 20).unref()
  if (how !== 'gated') open()
  else {
    // Starts for as long as the test likes.
    const look = setInterval(() => {
      if (!existsSync(gate)) return
      // Dies while it starts, once.
      if (readFileSync(gate, 'utf8') === 'end') {
        rmSync(gate)
        process.exit(1)
      }
      clearInterval(look)
      open()
    }, 20)
  }
}
