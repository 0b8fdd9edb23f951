import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export type LoadOptions = {
  readonly ratePerSecond: number
  readonly seconds: number
  /** Each has its own connections, as a browser has. */
  readonly users: number
  /** The request of one user's turn. */
  readonly request: (user: number, turn: number) => { readonly url: string; readonly headers: Record<string, string> }
}

export type LoadResult = {
  /** From the instant a request was due, not from when it could be sent: a stall is charged to all who waited in it. */
  readonly latenciesMs: readonly number[]
  /** "200", "503", "ECONNRESET": how often each. */
  readonly outcomes: Readonly<Record<string, number>>
}

/** Evenly paced requests, whether or not earlier ones were answered. */
export const runOpenLoop = async ({ ratePerSecond, seconds, users, request }: LoadOptions): Promise<LoadResult> => {
  const agents = Array.from({ length: users }, () => new http.Agent({ keepAlive: true, maxSockets: 6 }))
  const latenciesMs: number[] = []
  const outcomes: Record<string, number> = {}
  const total = Math.round(ratePerSecond * seconds)
  const startAt = performance.now() + 50
  const pending: Promise<void>[] = []
  for (let turn = 0; turn < total; turn += 1) {
    const dueAt = startAt + (turn * 1_000) / ratePerSecond
    const waitMs = dueAt - performance.now()
    if (waitMs > 1) await sleep(waitMs)
    const user = turn % users
    pending.push(
      send(request(user, turn), agents[user]).then((outcome) => {
        latenciesMs.push(performance.now() - dueAt)
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      }),
    )
  }
  await Promise.all(pending)
  for (const agent of agents) agent.destroy()
  return { latenciesMs, outcomes }
}

const send = (
  { url, headers }: { readonly url: string; readonly headers: Record<string, string> },
  agent: http.Agent | undefined,
): Promise<string> =>
  new Promise((resolve) => {
    const call = http.get(url, { headers, ...(agent === undefined ? {} : { agent }), timeout: 10_000 }, (response) => {
      response.resume()
      response.on('end', () => resolve(String(response.statusCode)))
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
    })
    call.on('timeout', () => call.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })))
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
  })

export const quantileOf = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
