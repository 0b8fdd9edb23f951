import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from 'vitest'
import { findFreePort, findPortAgain } from './ports.mjs'

const listen = async (port: number): Promise<net.Server> => {
  const server = net.createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

test('a server that was killed gets the port it had, though the system takes it back a moment later', async () => {
  const port = await findFreePort()
  const dying = await listen(port)
  const found = findPortAgain(port)
  setTimeout(() => dying.close(), 200)
  expect(await found).toBe(port)
})

test('a port that somebody else has by now is left to them', async () => {
  const stranger = await listen(await findFreePort())
  const address = stranger.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  expect(await findPortAgain(port)).not.toBe(port)
  stranger.close()
})

test('ports of ours lie below those that systems give to outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => findFreePort()))
  expect(Math.max(...ports)).toBeLessThan(32_768)
  expect(Math.min(...ports)).toBeGreaterThan(1_024)
})
