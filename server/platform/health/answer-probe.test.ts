import { describe, expect, test } from 'vitest'
import { answerProbe, type ProbeState } from './answer-probe'
import { emptySnapshot } from './judge-health'
import { type CheckName, type Component, checkNames, type HealthSnapshot } from './types'

const nowMs = 1_800_000_000_000
const well: Component = { status: 'pass', value: 4, output: null, failures: 0, atMs: nowMs - 1_000 }
const down: Component = { ...well, status: 'fail', output: 'connect ECONNREFUSED 10.1.2.3:5432', failures: 2 }

const snapshot = (
  bad: Partial<Record<CheckName, Component>> = {},
  more: Partial<HealthSnapshot> = {},
): HealthSnapshot => ({
  takenAtMs: nowMs - 1_000,
  isStarted: true,
  components: { ...emptySnapshot.components, ...Object.fromEntries(checkNames.map((name) => [name, well])), ...bad },
  ...more,
})

const opsToken = 'a token of sixteen or more'
const state = (given: Partial<ProbeState> = {}): ProbeState => ({
  snapshot: snapshot(),
  hasStarted: true,
  isDraining: false,
  nowMs,
  opsToken,
  ...given,
})

const ask = (
  path: string,
  given: Partial<ProbeState> = {},
  request: { method?: string; authorization?: string } = {},
) => {
  const answer = answerProbe(
    { path, method: request.method ?? 'GET', authorization: request.authorization ?? null },
    state(given),
  )
  if (answer === null) throw new Error(`${path} is no probe.`)
  return { ...answer, json: JSON.parse(answer.body) as { status: string; output?: string; checks?: Checks } }
}
type Checks = Record<string, { status: string; time?: string; observedValue?: number; output?: string }[]>

const states = {
  starting: { snapshot: snapshot({}, { isStarted: false }), hasStarted: false },
  'without an app': { snapshot: emptySnapshot, hasStarted: false },
  'without the app that it had': { snapshot: emptySnapshot },
  ready: {},
  draining: { isDraining: true },
  'without PostgreSQL': { snapshot: snapshot({ 'postgres:responseTime': down }) },
  'without Redis': { snapshot: snapshot({ 'redis:responseTime': down }) },
  'without storage': { snapshot: snapshot({ 'storage:free': down }) },
  'without a worker': { snapshot: snapshot({ 'jobs:age': { ...down, status: 'warn' } }) },
  'with late mail': { snapshot: snapshot({ 'mail:outboxAge': { ...down, status: 'warn' } }) },
  'with Stripe behind': { snapshot: snapshot({ 'stripe:lag': { ...down, status: 'warn' } }) },
  'looked at long ago': { snapshot: snapshot({}, { takenAtMs: nowMs - 60_000 }) },
} satisfies Record<string, Partial<ProbeState>>

describe('each probe in every state', () => {
  test.each([
    ['starting', 200, 503, 503, 'fail'],
    ['without an app', 200, 503, 503, 'fail'],
    ['without the app that it had', 200, 503, 200, 'fail'],
    ['ready', 200, 200, 200, 'pass'],
    ['draining', 200, 503, 200, 'warn'],
    ['without PostgreSQL', 200, 503, 200, 'fail'],
    ['without Redis', 200, 200, 200, 'warn'],
    ['without storage', 200, 200, 200, 'warn'],
    ['without a worker', 200, 200, 200, 'warn'],
    ['with late mail', 200, 200, 200, 'warn'],
    ['with Stripe behind', 200, 200, 200, 'warn'],
    ['looked at long ago', 200, 200, 200, 'warn'],
  ] as const)('%s: live %i, ready %i, startup %i, health %s', (name, live, ready, startup, health) => {
    const given = states[name]
    expect(ask('/health/live', given).status).toBe(live)
    expect(ask('/health/ready', given).status).toBe(ready)
    expect(ask('/health/startup', given).status).toBe(startup)
    expect(ask('/health', given).json.status).toBe(health)
    expect(ask('/health', given).status).toBe(health === 'fail' ? 503 : 200)
  })
})

describe('what a probe says', () => {
  test('live is the same bytes always', () => {
    for (const given of Object.values(states)) expect(ask('/health/live', given).body).toBe('{"status":"pass"}')
  })

  test('not ready comes with its reason and when to ask again', () => {
    expect(ask('/health/ready', states.draining)).toMatchObject({
      headers: { 'retry-after': '2', 'cache-control': 'no-store' },
      json: { status: 'fail', output: 'draining' },
    })
    expect(ask('/health/ready', states.starting).json.output).toBe('starting')
  })

  test('before anything was looked at nothing is told of it, nor an age', () => {
    const { body, headers } = ask('/health', states['without an app'])
    expect(body).toBe('{"status":"fail","output":"starting"}')
    expect(headers).toEqual(ask('/health/ready', states['without an app']).headers)
  })

  test('what keeps a process from starting, operators see', () => {
    const given = { snapshot: snapshot({ 'postgres:responseTime': down }, { isStarted: false }) }
    expect(ask('/health', given, { authorization: `Bearer ${opsToken}` }).json).toMatchObject({
      output: 'starting',
      checks: { 'postgres:responseTime': [{ output: down.output }] },
    })
  })

  test('strangers get words and times: no figure, no host, no error', () => {
    const { json, body } = ask('/health', states['without PostgreSQL'])
    expect(json.checks?.['postgres:responseTime']).toEqual([
      { status: 'fail', time: new Date(well.atMs ?? 0).toISOString() },
    ])
    expect(Object.keys(json.checks ?? {})).toEqual([...checkNames])
    expect(body).not.toMatch(/ECONNREFUSED|10\.1\.2\.3|observed|lifecycle/)
  })

  test('a token that is wrong is a stranger, also where none was set', () => {
    for (const authorization of ['Bearer nonsense', opsToken, `Bearer ${opsToken}x`, ''])
      expect(ask('/health', states['without PostgreSQL'], { authorization }).body).not.toContain('observed')
    const unset = { ...states['without PostgreSQL'], opsToken: null }
    expect(ask('/health', unset, { authorization: 'Bearer null' }).body).not.toContain('observed')
  })

  test('operators get figures, units and reasons', () => {
    const { json, headers } = ask('/health', states['without PostgreSQL'], { authorization: `Bearer ${opsToken}` })
    expect(json.checks?.['postgres:responseTime']?.[0]).toMatchObject({ observedUnit: 'ms', output: down.output })
    expect(json.checks?.['storage:free']?.[0]).toMatchObject({ observedValue: 4, observedUnit: 'share' })
    expect(headers['cache-control']).toBe('private, max-age=2')
  })

  test('may be kept for two seconds, and is honest about its age', () => {
    expect(ask('/health').headers).toMatchObject({ 'cache-control': 'max-age=2', age: '1', vary: 'Authorization' })
    const late = ask('/health', states['looked at long ago'])
    expect(late.headers.age).toBe('60')
    expect(late.json.output).toBe('as of 60 s ago: the checks are late')
  })
})

describe('how a probe may be asked', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])('%s is refused at each of them', (method) => {
    for (const path of ['/health', '/health/live', '/health/ready', '/health/startup'])
      expect(ask(path, {}, { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })

  test('HEAD is what GET is', () => {
    expect(ask('/health/ready', states.draining, { method: 'HEAD' }).status).toBe(503)
  })

  test("a slash at the end changes nothing, a longer path is nobody's", () => {
    expect(ask('/health/').status).toBe(200)
    expect(answerProbe({ method: 'GET', path: '/healthy', authorization: null }, state())).toBeNull()
    expect(answerProbe({ method: 'GET', path: '/health/live/x', authorization: null }, state())).toBeNull()
  })
})
