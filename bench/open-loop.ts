import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCodeOf } from '../load/plan-request.js'

export type Asked = {
  /** What it is counted under. */
  readonly name: string
  readonly url: string
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | null
}

export type Answer = {
  /** "200", "503", "ECONNRESET", "TIMEOUT". */
  readonly outcome: string
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
}

export type Sample = {
  readonly name: string
  /** Since the load began. */
  readonly dueMs: number
  /** From the instant a request was due, not from when it could be sent: a stall is charged to all who waited in it. */
  readonly latencyMs: number
  readonly outcome: string
  /** Ours, of an answer that is a refusal; else ''. */
  readonly code: string
  /** A refusal that says what it is and when to come back, as programs read it. */
  readonly isWellFormed: boolean
}

/** The first request of a turn counts from when the turn was due, each further one from when it was sent. */
export type Send = (asked: Asked) => Promise<Answer>

export type LoadOptions = {
  readonly ratePerSecond: number
  readonly seconds: number
  /** Each has its own connections, as a browser has. */
  readonly users: number
  /** What one user does when it is their turn: one request, or several that follow from each other. */
  readonly turn: (user: number, turn: number, send: Send) => Promise<unknown>
  readonly timeoutMs?: number
  /** Ends it early. */
  readonly signal?: AbortSignal
}

/** Evenly paced turns, whether or not earlier ones were answered. */
export const runOpenLoop = async (options: LoadOptions): Promise<readonly Sample[]> => {
  const { ratePerSecond, seconds, users, turn, timeoutMs = 10_000, signal } = options
  const agents = Array.from({ length: users }, () => new http.Agent({ keepAlive: true, maxSockets: 6 }))
  const samples: Sample[] = []
  const total = Math.round(ratePerSecond * seconds)
  const startAt = performance.now() + 50
  const pending: Promise<unknown>[] = []
  for (let index = 0; index < total && !signal?.aborted; index += 1) {
    const dueAt = startAt + (index * 1_000) / ratePerSecond
    const waitMs = dueAt - performance.now()
    if (waitMs > 1) await sleep(waitMs)
    const user = index % users
    // Timers of whole milliseconds may send a little early; that is no time that anybody gained.
    let countsFrom: number | null = Math.min(dueAt, performance.now())
    const send: Send = async (asked) => {
      const since = countsFrom ?? performance.now()
      countsFrom = null
      const answer = await ask(asked, agents[user], timeoutMs)
      samples.push(sampleOf(asked.name, since - startAt, performance.now() - since, answer))
      return answer
    }
    pending.push(turn(user, index, send))
  }
  await Promise.all(pending)
  for (const agent of agents) agent.destroy()
  return samples
}

const sampleOf = (name: string, dueMs: number, latencyMs: number, { outcome, headers, text }: Answer): Sample => {
  const isRefusal = !outcome.startsWith('2')
  const code = isRefusal ? errorCodeOf(text) : ''
  const mayComeBack = outcome === '503' || outcome === '429'
  const isSaid = /json/.test(headers['content-type'] ?? '') && (code !== '' || name === 'ready' || name === 'health')
  const isWellFormed = !isRefusal || (/^\d/.test(outcome) && isSaid && (!mayComeBack || 'retry-after' in headers))
  return { name, dueMs, latencyMs, outcome, code, isWellFormed }
}

const ask = (
  { url, method = 'GET', headers, body }: Asked,
  agent: http.Agent | undefined,
  timeoutMs: number,
): Promise<Answer> =>
  new Promise((resolve) => {
    let isOver = false
    const end = (outcome: string, given: http.IncomingHttpHeaders = {}, text = '') => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      resolve({ outcome, headers: given, text })
    }
    const length = body ? { 'content-length': String(Buffer.byteLength(body)) } : {}
    const call = http.request(
      url,
      { method, headers: { ...headers, ...length }, ...(agent === undefined ? {} : { agent }) },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.once('end', () =>
          end(String(response.statusCode), response.headers, Buffer.concat(parts).toString('utf8')),
        )
        response.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
      },
    )
    call.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
    // Of the whole exchange: a socket's own time-out begins anew with each byte.
    const timer = setTimeout(() => {
      end('TIMEOUT')
      call.destroy()
    }, timeoutMs)
    call.end(body ?? undefined)
  })

export const quantileOf = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
