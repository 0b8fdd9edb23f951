import { readFileSync } from 'node:fs'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { quantileOf } from '../open-loop'
import { atMost, type Found, within } from './claims'

const connections = 1_000
const stopMs = 500

/** B6: a thousand new connections while the process stands still for half a second: stopped and let go on, as a long turn of its loop would. */
export const runBurst = async ({ port, pid }: { readonly port: number; readonly pid: number }): Promise<Found> => {
  const before = listenOverflows()
  process.kill(pid, 'SIGSTOP')
  const answers = Promise.all(Array.from({ length: connections }, () => connect(port)))
  await sleep(stopMs)
  process.kill(pid, 'SIGCONT')
  const all = await answers
  const failed = all.filter(({ outcome }) => outcome !== '200')
  const latencies = all.map(({ latencyMs }) => latencyMs)
  return {
    claims: [
      atMost('B6', 'failed', failed.length, 0, 'connections'),
      atMost('B6', 'dropped by the system', listenOverflows() - before, 0, 'connections'),
      within('B6', 'slowest', Math.max(...latencies), 1_000),
    ],
    notes: [
      `${connections} new connections, loop stopped for ${stopMs} ms: p50 ${quantileOf(latencies, 0.5).toFixed(0)} ms; ${
        [...new Set(failed.map(({ outcome }) => outcome))].join(', ') || 'all 200'
      }`,
    ],
  }
}

const timeoutMs = 10_000

const connect = (port: number): Promise<{ readonly outcome: string; readonly latencyMs: number }> =>
  new Promise((resolve) => {
    const startedAt = performance.now()
    const end = (outcome: string) => resolve({ outcome, latencyMs: performance.now() - startedAt })
    const call = http.get(
      { port, host: '127.0.0.1', path: '/health/live', agent: false, timeout: timeoutMs },
      (response) => {
        response.resume()
        response.once('end', () => end(String(response.statusCode)))
      },
    )
    call.once('timeout', () => call.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })))
    call.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
  })

/** Dropped because a listening socket had no place left, of the whole machine. */
const listenOverflows = (): number => {
  const [names = '', values = ''] = readFileSync('/proc/net/netstat', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'))
  return Number(values.split(' ')[names.split(' ').indexOf('ListenOverflows')])
}
