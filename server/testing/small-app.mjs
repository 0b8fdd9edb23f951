import http from 'node:http'

// In the place of scripts/web-app.mjs, for tests of what stands before it: small-app.mjs SOCKET [broken]
const [socketPath, fault] = process.argv.slice(2)
if (fault === 'broken') process.exit(3)

process.once('disconnect', () => process.exit(0))
const ignore = () => undefined
setInterval(() => process.send({ kind: 'beat', loopDelayMs: 1, rssBytes: 5 }, ignore), 20).unref()
const figures = []
process.on('message', (message) => figures.push(message))

http
  .createServer((request, response) => {
    if (request.url === '/pid') return response.end(String(process.pid))
    if (request.url === '/said') return response.end(JSON.stringify(figures))
    // Never turns again.
    if (request.url === '/stuck') for (;;);
  })
  .listen(socketPath, () => process.send({ kind: 'open' }))
