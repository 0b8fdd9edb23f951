import http from 'node:http'
import { securityHeadersOf } from '../server/api/security-headers.mjs'

// The least a server can do: the same bytes for whatever is asked, with the headers of a probe's answer. What the app is measured against on
// the same machine. node load/bare.mjs [PORT]; says the port it listens at.
const body = Buffer.from('{"status":"pass"}')
const headers = {
  ...securityHeadersOf('/health/live'),
  'content-type': 'application/health+json',
  'cache-control': 'no-store',
  'content-length': body.length,
}
const server = http.createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  request.resume()
  response.writeHead(200, headers)
  response.end(body)
})
server.listen({ port: Number(process.argv[2] ?? 0), host: '127.0.0.1', backlog: 4_096 }, () =>
  console.log(server.address().port),
)
