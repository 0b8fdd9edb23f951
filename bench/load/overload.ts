import { setTimeout as sleep } from 'node:timers/promises'
import { signedIn } from '../../load/plan-request.js'
import { runClosedLoop } from '../closed-loop'
import { runOpenLoop, type Sample } from '../open-loop'
import { atMost, type Claim, type Found, latenciesOf, p95, within } from './claims'
import type { Target } from './target'

const clients = 1_000
const page = '/projects'
const recoveryS = 15

/** B7: a thousand clients that ask for a page again and again, and one that asks whether the process lives. */
export const runOverload = async (target: Target, seconds: number): Promise<Found> => {
  const { base, host, origin, identities, port } = target
  const headersOf = (client: number) => signedIn(identities[client % identities.length]?.token ?? '', origin)
  const gently = (forSeconds: number, name: string, path: string) =>
    runOpenLoop({
      ratePerSecond: 10,
      seconds: forSeconds,
      users: 10,
      turn: (user, _turn, send) =>
        send({ name, url: `${base}${path}`, headers: { ...headersOf(user), host, accept: 'text/html' } }),
    })
  await gently(1, 'page', page)
  const baselineMs = p95(latenciesOf(await gently(3, 'page', page)))
  const [exchanges, live] = await Promise.all([
    runClosedLoop({
      port,
      clients,
      seconds,
      head: (client) =>
        `GET ${page} HTTP/1.1\r\nhost: ${host}\r\ncookie: ${headersOf(client).cookie}\r\naccept: text/html\r\n\r\n`,
    }),
    gently(seconds, 'live', '/health/live'),
  ])
  const backAfterS = await recover(() => gently(1, 'page', page), baselineMs)
  const accepted = exchanges.filter(({ outcome }) => outcome === '200')
  const refused = exchanges.filter(({ outcome, hasRetryAfter }) => outcome === '503' && hasRetryAfter)
  const latencies = (of: typeof exchanges) => of.map(({ latencyMs }) => latencyMs)
  const samples: Sample[] = exchanges.map(({ outcome, atMs, latencyMs, hasRetryAfter }) => ({
    ...{ name: 'page', dueMs: atMs, latencyMs, outcome, code: outcome === '503' ? 'busy' : '' },
    isWellFormed: hasRetryAfter,
  }))
  const claims: Claim[] = [
    atMost(
      'B7',
      'neither a page nor a 503 that says when',
      exchanges.length - accepted.length - refused.length,
      0,
      'requests',
    ),
    within('B7', 'pages that were let in, p95', p95(latencies(accepted)), 1_000),
    within('B7', 'refusals, p95', p95(latencies(refused)), 250),
    atMost(
      'B7',
      'live not answered within a second',
      live.filter(({ outcome, latencyMs }) => outcome !== '200' || latencyMs > 1_000).length,
      0,
      'requests',
    ),
    atMost('B7', 'as quick as before after', backAfterS, 10, 's'),
  ]
  return {
    samples: [...samples, ...live],
    claims,
    notes: [
      `${clients} clients in a closed loop for ${seconds} s: ${(accepted.length / seconds).toFixed(0)} pages/s, ${(refused.length / seconds).toFixed(0)} refusals/s; a page alone takes ${baselineMs.toFixed(0)} ms (p95)`,
    ],
  }
}

/** Seconds until a page takes no longer than before, give or take what chance does to ten requests. */
const recover = async (look: () => Promise<readonly Sample[]>, baselineMs: number): Promise<number> => {
  const startedAt = performance.now()
  for (let turn = 0; turn < recoveryS; turn += 1) {
    const samples = await look()
    const isWell = samples.every(({ outcome }) => outcome === '200') && p95(latenciesOf(samples)) <= 2 * baselineMs
    if (isWell) return (performance.now() - startedAt) / 1_000 - 1
    await sleep(100)
  }
  return Number.NaN
}
