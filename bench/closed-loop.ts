import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type Exchange = {
  /** Since the load began. */
  readonly atMs: number
  readonly latencyMs: number
  /** "200", "503", "ECONNRESET", "CUT" (closed without an answer), "TIMEOUT". */
  readonly outcome: string
  readonly hasRetryAfter: boolean
}

type Options = {
  readonly port: number
  readonly clients: number
  readonly seconds: number
  /** The request's line and headers, as they go over the wire. */
  readonly head: (client: number) => string
  /** For the last answers, once nobody asks any more. */
  readonly graceMs?: number
}

/**
 * Clients that ask again the moment they are answered. Over bare sockets: Node's own client would take longer for an answer than the server
 * takes to give a refusal, and the figures would be the client's.
 */
export const runClosedLoop = async ({ port, clients, seconds, head, graceMs = 15_000 }: Options) => {
  const startAt = performance.now()
  const endAt = startAt + seconds * 1_000
  const exchanges: Exchange[] = []
  const open = new Set<() => void>()
  const client = async (index: number): Promise<void> => {
    const request = Buffer.from(head(index), 'latin1')
    let socket: net.Socket | null = null
    while (performance.now() < endAt) {
      const askedAt = performance.now()
      socket ??= net.connect({ port, host: '127.0.0.1', noDelay: true })
      const { outcome, isKept, hasRetryAfter } = await exchange(socket, request, open)
      exchanges.push({ atMs: askedAt - startAt, latencyMs: performance.now() - askedAt, outcome, hasRetryAfter })
      if (isKept) continue
      socket.destroy()
      socket = null
    }
    socket?.destroy()
  }
  const all = Promise.all(Array.from({ length: clients }, (_, index) => client(index)))
  await Promise.race([all, sleep(seconds * 1_000 + graceMs, undefined, { ref: false })])
  // Whoever still waits waits in vain.
  for (const giveUp of open) giveUp()
  await all
  return exchanges
}

type Ended = { readonly outcome: string; readonly isKept: boolean; readonly hasRetryAfter: boolean }

const exchange = (socket: net.Socket, request: Buffer, open: Set<() => void>): Promise<Ended> =>
  new Promise((resolve) => {
    const reader = createReader()
    const end = (outcome: string, isKept = false, hasRetryAfter = false) => {
      socket.removeAllListeners('data').removeAllListeners('close').removeAllListeners('error')
      // Broken between two requests, it is the next request that says so.
      socket.on('error', () => undefined)
      open.delete(giveUp)
      resolve({ outcome, isKept, hasRetryAfter })
    }
    const giveUp = () => end('TIMEOUT')
    open.add(giveUp)
    socket.on('data', (chunk) => {
      const answer = reader(chunk)
      if (answer !== null) end(answer.status, answer.isKept, answer.hasRetryAfter)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
    socket.once('close', () => end('CUT'))
    socket.write(request)
  })

/** Takes the bytes of one answer as they come; not null once it is whole. */
const createReader = () => {
  let head = ''
  let isHeadOver = false
  let leftBytes: number | null = null
  let tail = ''
  return (chunk: Buffer) => {
    let body: Buffer = chunk
    if (!isHeadOver) {
      const before = Buffer.byteLength(head, 'latin1')
      head += chunk.toString('latin1')
      const at = head.indexOf('\r\n\r\n')
      if (at === -1) return null
      isHeadOver = true
      body = chunk.subarray(at + 4 - before)
      head = head.slice(0, at).toLowerCase()
      const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1]
      leftBytes = length === undefined ? null : Number(length)
    }
    tail = (tail + body.subarray(-7).toString('latin1')).slice(-7)
    if (leftBytes !== null) leftBytes -= body.length
    // A chunked answer ends with an empty chunk.
    const isWhole = leftBytes === null ? tail.endsWith('0\r\n\r\n') : leftBytes <= 0
    if (!isWhole) return null
    return {
      status: head.slice(9, 12),
      isKept: !head.includes('\r\nconnection: close'),
      hasRetryAfter: head.includes('\r\nretry-after:'),
    }
  }
}
