import { createHash, timingSafeEqual } from 'node:crypto'
import { ageMs, isStale, lifecycleOf, overallStatus } from './judge-health'
import { checkNames, checkUnits, type HealthSnapshot } from './types'

/** Whole and small: every door sends it as it is, a HEAD without the body. */
export type ProbeAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type ProbeRequest = {
  readonly method: string
  /** Without a query. */
  readonly path: string
  /** The request's `Authorization`, if it has one. */
  readonly authorization: string | null
}

export type ProbeState = {
  readonly snapshot: HealthSnapshot
  /** Also where the app that came up is being started again and has no snapshot: what waits for a start asks once. */
  readonly hasStarted: boolean
  readonly isDraining: boolean
  readonly nowMs: number
  /** Who shows it sees figures and reasons; null: nobody does. */
  readonly opsToken: string | null
}

export const probePaths: readonly string[] = ['/health', '/health/live', '/health/ready', '/health/startup']

/** What a balancer waits before it asks again. */
const retryAfterS = 2
/** Seconds that `/health` may be kept by whoever asks often; the snapshot is no newer than that anyway. */
const healthMaxAgeS = 2

/**
 * The one maker of the answers at /health and below, behind every door. Reads the snapshot and nothing else: a probe costs the same however
 * ill the app is. null: no path of a probe.
 */
export const answerProbe = (request: ProbeRequest, state: ProbeState): ProbeAnswer | null => {
  const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path
  if (!probePaths.includes(path)) return null
  if (request.method !== 'GET' && request.method !== 'HEAD') return methodRefusal
  const { snapshot, hasStarted, isDraining, nowMs } = state
  const lifecycle = lifecycleOf(snapshot, isDraining)
  switch (path) {
    // That this is answered at all is the answer, also while the process drains: a kill would cut off what it still works on.
    case '/health/live':
      return livePass
    case '/health/startup':
      return hasStarted ? plain(200, 'pass') : plain(503, 'fail', 'starting')
    case '/health/ready':
      if (lifecycle !== 'ready') return plain(503, 'fail', lifecycle)
      return overallStatus(snapshot, nowMs) === 'fail'
        ? plain(503, 'fail', 'the database does not answer')
        : plain(200, 'pass')
    default:
      // Before anything was looked at there is nothing to tell, and no age that it could have.
      return snapshot.takenAtMs === 0
        ? plain(503, 'fail', 'starting')
        : report(state, isBearer(request.authorization, state.opsToken))
  }
}

/** Whether it is the operators' token, compared in a time that says nothing of how much of it is right. */
export const isBearer = (authorization: string | null, opsToken: string | null): boolean => {
  if (opsToken === null || authorization === null) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization), digest(`Bearer ${opsToken}`))
}

const plain = (status: number, word: 'pass' | 'fail', output?: string): ProbeAnswer => ({
  status,
  headers: {
    'content-type': 'application/health+json',
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': String(retryAfterS) } : {}),
  },
  body: JSON.stringify({ status: word, ...(output === undefined ? {} : { output }) }),
})

const livePass = plain(200, 'pass')

export const methodRefusal: ProbeAnswer = {
  status: 405,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', allow: 'GET, HEAD' },
  body: JSON.stringify({ type: 'about:blank', title: 'Method Not Allowed', status: 405 }),
}

/** `application/health+json`: words for everybody, figures and reasons for operators. */
const report = ({ snapshot, isDraining, nowMs }: ProbeState, isOperator: boolean): ProbeAnswer => {
  const lifecycle = lifecycleOf(snapshot, isDraining)
  const overall = overallStatus(snapshot, nowMs)
  const drained = overall === 'pass' && lifecycle !== 'ready' ? 'warn' : overall
  const status = snapshot.isStarted ? drained : 'fail'
  const ageS = Math.floor(ageMs(snapshot, nowMs) / 1_000)
  const checks = Object.fromEntries(
    checkNames.map((name) => {
      const { status: word, value, output, atMs } = snapshot.components[name]
      const time = atMs === null ? {} : { time: new Date(atMs).toISOString() }
      const figures = isOperator
        ? {
            ...(value === null ? {} : { observedValue: value, observedUnit: checkUnits[name] }),
            ...(output === null ? {} : { output }),
          }
        : {}
      return [name, [{ status: word, ...time, ...figures }]]
    }),
  )
  const output = reasonOf(snapshot, nowMs)
  return {
    status: status === 'fail' ? 503 : 200,
    headers: {
      'content-type': 'application/health+json',
      'cache-control': `${isOperator ? 'private, ' : ''}max-age=${healthMaxAgeS}`,
      vary: 'Authorization',
      age: String(ageS),
      ...(status === 'fail' ? { 'retry-after': String(retryAfterS) } : {}),
    },
    body: JSON.stringify({
      status,
      ...(output === null ? {} : { output }),
      ...(isOperator ? { lifecycle } : {}),
      checks,
    }),
  }
}

const reasonOf = (snapshot: HealthSnapshot, nowMs: number): string | null => {
  if (!snapshot.isStarted) return 'starting'
  const ageS = Math.floor(ageMs(snapshot, nowMs) / 1_000)
  return isStale(snapshot, nowMs) ? `as of ${ageS} s ago: the checks are late` : null
}
