import { once } from 'node:events'
import http from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as liveRoute from '@/app/health/live/route'
import * as readyRoute from '@/app/health/ready/route'
import * as healthRoute from '@/app/health/route'
import * as startupRoute from '@/app/health/startup/route'
import * as metricsRoute from '@/app/metrics/route'
import { readEnv } from '@/server/env'
import {
  answerProbeRequest,
  createGuard,
  type HealthMonitor,
  peerHeader,
  shareDraining,
  shareHealth,
} from '@/server/platform'
import { emptySnapshot, judgeFinding } from '@/server/platform/health/judge-health'
import type { CheckName, HealthSnapshot } from '@/server/platform/health/types'
import type { TestApp } from '@/server/testing/app-context'
import { openWebApp } from '@/server/testing/as-web-app'
import { metricsDoor } from './serve-probes'

const OPS_TOKEN = 'a token of sixteen or more'
const routes = {
  '/health': healthRoute,
  '/health/live': liveRoute,
  '/health/ready': readyRoute,
  '/health/startup': startupRoute,
  '/metrics': metricsRoute,
} as const
type Path = keyof typeof routes
type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

let app: TestApp
let server: http.Server
let origin: string

beforeAll(async () => {
  app = await openWebApp({}, { env: readEnv({ OPS_TOKEN }) })
  const guard = createGuard({
    cap: 4,
    answerAtOnce: answerProbeRequest,
    placeOf: () => null,
    loopDelayMs: () => 10_000,
    memoryShare: () => 1,
    onShed: () => undefined,
    onAnswered: () => undefined,
    onFault: () => undefined,
    onDrain: shareDraining,
  })
  server = http
    .createServer((request, response) => {
      request.headers[peerHeader] = request.socket.remoteAddress ?? ''
      const answer = request.url?.startsWith('/metrics') ? metricsDoor : () => response.end('let in')
      guard.handle(request, response, answer)
    })
    .listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await app.close()
})

/** Well but for what is named, seen a moment ago. */
const becomes = (bad: readonly CheckName[], isStarted = true) => {
  const nowMs = Date.now()
  const components = { ...emptySnapshot.components }
  for (const name of bad)
    for (const _ of ['first', 'second'])
      components[name] = judgeFinding(
        components[name],
        { is: 'bad', status: 'fail', value: 7, output: 'connect ECONNREFUSED 10.1.2.3' },
        nowMs,
      )
  const snapshot: HealthSnapshot = { takenAtMs: nowMs, isStarted, components }
  const monitor: HealthMonitor = {
    snapshot: () => snapshot,
    hasStarted: () => isStarted,
    report: () => undefined,
    lookNow: () => undefined,
    stop: () => undefined,
  }
  shareHealth(() => monitor, { opsToken: OPS_TOKEN })
}

type Said = { readonly status: number; readonly headers: Record<string, string | null>; readonly body: string }
const told = async (answer: Response): Promise<Said> => ({
  status: answer.status,
  headers: Object.fromEntries(
    ['content-type', 'cache-control', 'retry-after', 'allow', 'vary'].map((name) => [name, answer.headers.get(name)]),
  ),
  body: await answer.text(),
})
const byGuard = async (path: Path, method: Method, headers: Record<string, string> = {}) =>
  told(await fetch(`${origin}${path}`, { method, headers }))
const byRoute = async (path: Path, method: Method, headers: Record<string, string> = {}) =>
  told(await routes[path][method](new Request(`https://clips.example${path}`, { method, headers })))

const states: Readonly<Record<string, () => void>> = {
  starting: () => becomes([], false),
  ready: () => becomes([]),
  'without PostgreSQL': () => becomes(['postgres:responseTime']),
  'without Redis': () => becomes(['redis:responseTime']),
}
const paths = Object.keys(routes) as Path[]

describe('both doors', () => {
  test.each(Object.keys(states))('say the same, %s', async (state) => {
    states[state]?.()
    for (const path of paths)
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
        const token = { authorization: `Bearer ${OPS_TOKEN}` }
        const [guard, route] = [await byGuard(path, method, token), await byRoute(path, method, token)]
        const { body, ...rest } = route
        expect(guard, `${method} ${path}`).toMatchObject(rest)
        // Between two readings of the figures of a process, figures change.
        expect(path === '/metrics' ? guard.body.slice(0, 40) : guard.body, `${method} ${path}`).toBe(
          path === '/metrics' ? body.slice(0, 40) : body,
        )
      }
  })

  test('say to strangers what they may know, each the same', async () => {
    becomes(['postgres:responseTime'])
    expect(await byGuard('/health', 'GET')).toEqual(await byRoute('/health', 'GET'))
    expect((await byGuard('/health', 'GET')).body).not.toContain('10.1.2.3')
    expect((await byGuard('/health', 'GET', { authorization: `Bearer ${OPS_TOKEN}` })).body).toContain('10.1.2.3')
  })
})

describe('a process that can do no more', () => {
  test('still answers every probe, and nothing else', async () => {
    becomes([])
    for (const path of paths) expect((await byGuard(path, 'GET')).status).toBe(200)
    expect((await told(await fetch(`${origin}/projects`))).status).toBe(503)
  })
})

describe('figures', () => {
  test('are for this machine', async () => {
    expect((await byGuard('/metrics', 'GET')).body).toContain('# TYPE http_request_duration_seconds histogram')
  })

  test('are not for those a proxy on this machine speaks for, nor under a name that was pointed here', async () => {
    expect(await byGuard('/metrics', 'GET', { 'x-forwarded-for': '203.0.113.9' })).toMatchObject({ status: 404 })
    const named = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'evil.example' }
      http.get(`${origin}/metrics`, { headers }, (answer) => resolve(answer.resume().statusCode)).once('error', reject)
    })
    expect(named).toBe(404)
  })

  test('behind the route are for the token alone', async () => {
    const spoofed = { host: 'localhost', 'x-clipforge-peer': '127.0.0.1' }
    expect((await byRoute('/metrics', 'GET', spoofed)).status).toBe(404)
    expect((await byRoute('/metrics', 'GET', { authorization: 'Bearer wrong' })).status).toBe(404)
    expect((await byRoute('/metrics', 'GET', { authorization: `Bearer ${OPS_TOKEN}` })).status).toBe(200)
  })
})
