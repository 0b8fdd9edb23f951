import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnServices } from '@/e2e/own-services'
import type { Sample } from '../open-loop'
import { atMost, type Found, isFailed, latenciesOf, p95, within } from './claims'
import { familyOf, read } from './cpu'
import { steadyLoad } from './steady'
import type { LoadApp, Target } from './target'
import { firstAfter, steadyAfter, watch } from './watch'

/** Seconds of load before something is taken away, without it, and after it is back. */
export type Phases = { readonly beforeS: number; readonly outageS: number; readonly afterS: number }
export type Fault = { readonly name: string; begin(): Promise<unknown>; end(): unknown }

type Times = { readonly brokenAtMs: number; readonly mendedAtMs: number }

/** B1 while something is taken away and given back. */
const loadThrough = async (target: Target, fault: Fault, { beforeS, outageS, afterS }: Phases) => {
  const startedAt = performance.now()
  const load = steadyLoad(target, { seconds: beforeS + outageS + afterS })
  await sleep(beforeS * 1_000)
  await fault.begin()
  const brokenAtMs = performance.now() - startedAt
  await sleep(outageS * 1_000)
  await fault.end()
  const mendedAtMs = performance.now() - startedAt
  return { samples: await load, times: { brokenAtMs, mendedAtMs } satisfies Times }
}

const statusOf = async (url: string, host: string): Promise<number> => {
  const answer = await fetch(url, { headers: { host }, signal: AbortSignal.timeout(1_000) })
  await answer.arrayBuffer()
  return answer.status
}

export const redisFaults = (services: OwnServices): readonly [Fault, Fault] => [
  { name: 'killed', begin: services.killRedis, end: services.startRedis },
  { name: 'frozen', begin: services.freezeRedis, end: services.thawRedis },
]
export const postgresFaults = (services: OwnServices): readonly [Fault, Fault] => [
  { name: 'killed', begin: services.killPostgres, end: services.startPostgres },
  { name: 'frozen', begin: services.freezePostgres, end: services.thawPostgres },
]

/** Whether this process counts for itself, as its own gauge says. */
const isDegraded = async ({ base, host }: Target): Promise<boolean> => {
  const answer = await fetch(`${base}/metrics`, { headers: { host }, signal: AbortSignal.timeout(1_000) })
  return /^ratelimit_degraded 1$/m.test(await answer.text())
}

/** B10, for each way in which Redis may be away. */
export const runRedisOutage = async (target: Target, fault: Fault, phases: Phases): Promise<Found> => {
  const degraded = watch(() => isDegraded(target))
  const { samples, times } = await loadThrough(target, fault, phases)
  const looks = await degraded.end()
  const inOutage = samples.filter(({ dueMs }) => dueMs >= times.brokenAtMs && dueMs < times.mendedAtMs)
  const before = samples.filter(({ dueMs }) => dueMs > 1_000 && dueMs < times.brokenAtMs - 500)
  const named = (what: string) => `Redis ${fault.name}: ${what}`
  return {
    samples,
    claims: [
      atMost('B10', named('5xx'), samples.filter(({ outcome }) => /^5/.test(outcome)).length, 0, 'requests'),
      atMost('B10', named('no answer'), samples.filter(({ outcome }) => !/^\d/.test(outcome)).length, 0, 'requests'),
      atMost(
        'B10',
        named('other failures'),
        samples.filter(({ outcome }) => /^[34]/.test(outcome)).length,
        0,
        'requests',
      ),
      within('B10', named('p95 while away'), p95(latenciesOf(inOutage)), p95(latenciesOf(before)) + 50),
      atMost('B10', named('counts together again after'), steadyAfter(looks, times.mendedAtMs, false), 5_000, 'ms'),
      atMost('B10', named('outages not noticed'), looks.some(({ isSo }) => isSo) ? 0 : 1, 0, ''),
    ],
    notes: [`Redis ${fault.name}: p95 ${p95(latenciesOf(before)).toFixed(1)} ms before`],
  }
}

/** Each answer in the time that "decided, not waited for" allows. */
const decidedMs = 1_500

/** B11, for each way in which PostgreSQL may be away, and what people were told was kept. */
export const runPostgresOutage = async (target: LoadApp, fault: Fault, phases: Phases): Promise<Found> => {
  const before = webProcesses(target)
  const ready = watch(async () => (await statusOf(`${target.base}/health/ready`, target.host)) === 200)
  const { samples, times } = await loadThrough(target, fault, phases)
  const looks = await ready.end()
  const named = (what: string) => `PostgreSQL ${fault.name}: ${what}`
  const live = samples.filter(({ name }) => name === 'live')
  const others = samples.filter(({ name }) => name !== 'live')
  const late = others.filter(({ latencyMs }) => latencyMs > decidedMs)
  return {
    samples,
    claims: [
      atMost('B11', named('live not 200'), live.filter(isFailed).length, 0, 'requests'),
      atMost('B11', named(`answers later than ${decidedMs} ms`), late.length, 0, 'requests'),
      atMost(
        'B11',
        named('answers not well-formed'),
        samples.filter((each) => !each.isWellFormed).length,
        0,
        'requests',
      ),
      atMost('B11', named('500'), samples.filter(({ outcome }) => outcome === '500').length, 0, 'requests'),
      atMost('B11', named('not ready after'), firstAfter(looks, times.brokenAtMs, false), 2_000, 'ms'),
      atMost('B11', named('ready again after'), steadyAfter(looks, times.mendedAtMs, true), 10_000, 'ms'),
      atMost('B11', named('last failure after'), lastFailure(samples) - times.mendedAtMs, 10_000, 'ms'),
      atMost('B11', named('processes that ended'), webProcesses(target) === before ? 0 : 1, 0, ''),
      atMost('B11', named('titles lost'), await lostTitles(target, samples), 0, ''),
    ],
    notes: [
      `PostgreSQL ${fault.name}: slowest answer ${Math.max(...latenciesOf(samples)).toFixed(0)} ms, slowest live ${Math.max(...latenciesOf(live)).toFixed(0)} ms`,
    ],
  }
}

/** B11 without traffic: nobody's request says that the database is away. */
export const runIdleOutage = async (target: LoadApp, fault: Fault): Promise<Found> => {
  const ready = watch(async () => (await statusOf(`${target.base}/health/ready`, target.host)) === 200)
  await fault.begin()
  const brokenAtMs = ready.nowMs()
  await sleep(10_000)
  await fault.end()
  const mendedAtMs = ready.nowMs()
  await sleep(10_000)
  const looks = await ready.end()
  const claims = [
    atMost('B11', `${fault.name}, nobody asks: not ready after`, firstAfter(looks, brokenAtMs, false), 8_000, 'ms'),
    atMost('B11', `${fault.name}, nobody asks: ready again after`, steadyAfter(looks, mendedAtMs, true), 10_000, 'ms'),
  ]
  return { claims, notes: [] }
}

const lastFailure = (samples: readonly Sample[]): number =>
  Math.max(Number.NEGATIVE_INFINITY, ...samples.filter(isFailed).map(({ dueMs }) => dueMs))

/** The front and the app behind it. */
const webProcesses = ({ app }: LoadApp): string =>
  familyOf(app.web.pid())
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes('scripts/web'))
    .join(' ')

/** A title that was answered 200 is there, unless a later one is: "Talk 812" holds everything up to its number. */
const lostTitles = async (target: LoadApp, samples: readonly Sample[]): Promise<number> => {
  const acknowledged = samples.filter(({ name, outcome }) => name === 'rename' && outcome === '200').length
  if (acknowledged === 0) return Number.NaN
  const rows = await target.database.db.project.findMany({
    where: { id: { in: target.identities.map(({ projectId }) => projectId) } },
    select: { id: true, title: true },
  })
  const kept = new Map(rows.map(({ id, title }) => [id, Number(title.split(' ')[1])]))
  return [...target.renamed].filter(([id, turn]) => (kept.get(id) ?? -1) < turn).length
}
