import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveGuarded } from '../../scripts/guarded-server.mjs'
import { createGuard } from './guard/create-guard'
import { isLocalCaller } from './local-caller'

let web: Awaited<ReturnType<typeof serveGuarded>>
let proxy: http.Server

const portOf = (server: http.Server) => (server.address() as AddressInfo).port

beforeAll(async () => {
  web = await serveGuarded({ hostname: '127.0.0.1', port: 0 })
  const guard = createGuard({
    cap: 64,
    answerAtOnce: () => null,
    placeOf: () => null,
    loopDelayMs: () => 0,
    memoryShare: () => 0,
    onShed: () => undefined,
    onAnswered: () => undefined,
    onFault: () => undefined,
    onDrain: () => undefined,
  })
  web.open({
    guard,
    route: () => (request, response) => {
      const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
      response.end(String(isLocalCaller(new Headers(headers))))
    },
  })
  // As a proxy that was told where the app is and nothing else: its own Host, and a word on whom it stands for.
  proxy = http.createServer((request, response) => {
    const headers = { ...request.headers, host: `localhost:${portOf(web.server)}`, via: '1.1 proxy' }
    http
      .get({ host: '127.0.0.1', port: portOf(web.server), path: request.url, headers }, (answer) =>
        answer.pipe(response),
      )
      .once('error', () => response.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  for (const server of [web.server, proxy]) {
    server.closeAllConnections()
    server.close()
  }
})

/** Whether whoever asks so is taken for somebody at this machine. */
const ask = (port: number, headers: Record<string, string>) =>
  new Promise<string>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, headers, agent: false }, (answer) => resolve(text(answer)))
      .once('error', reject)
  })

const host = 'localhost:3000'

test('a browser on this machine is local; what it says of being passed on, or of not being, is looked at by the front alone', async () => {
  const port = portOf(web.server)
  expect(await ask(port, { host })).toBe('true')
  expect(await ask(port, { host, 'x-clipforge-forwarded': '1' })).toBe('true')
  expect(await ask(port, { host, 'x-forwarded-for': '127.0.0.1' })).toBe('false')
  expect(await ask(port, { host, 'x-real-ip': '127.0.0.1', 'x-clipforge-forwarded': '' })).toBe('false')
})

test('nobody who comes through a proxy on this machine is, though the proxy calls it localhost', async () => {
  expect(await ask(portOf(proxy), { host: 'clips.example.com' })).toBe('false')
})
