import { randomInt } from 'node:crypto'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Below what systems give to outgoing connections (Linux: 32768 and up), so that a server that was killed finds its port free when it is back. */
const [firstPort, lastPort] = [20_000, 31_999]
/** Two seconds, and longer where this process stands still meanwhile: it has not looked then. */
const [looks, betweenLooksMs] = [100, 20]

/** Can a server listen there now? */
export const isPortFree = (port, host = '127.0.0.1') =>
  new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })

/** A port that nothing listens on at this moment. Any of thousands, so that two who look at once hardly find the same. */
export const findFreePort = async (host = '127.0.0.1') => {
  for (let tries = 0; tries < 1_000; tries++) {
    const port = randomInt(firstPort, lastPort + 1)
    if (await isPortFree(port, host)) return port
  }
  throw new Error(`No port from ${firstPort} to ${lastPort} is free on ${host}.`)
}

/**
 * The port that a server had before, or another one where somebody else has it by now. A server that was killed looks gone a moment before the
 * system has taken its port back: threads of it hold the socket for longer than the one that is looked at.
 */
export const findPortAgain = async (before, host = '127.0.0.1') => {
  for (let look = 0; before > 0 && look < looks; look++) {
    if (await isPortFree(before, host)) return before
    await sleep(betweenLooksMs)
  }
  return findFreePort(host)
}
