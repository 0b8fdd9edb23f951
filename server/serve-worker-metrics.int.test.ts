import { once } from 'node:events'
import type http from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort } from '../scripts/ports.mjs'
import { readEnv } from './env'
import { serveWorkerMetrics } from './serve-worker-metrics'
import { openTestApp, type TestApp } from './testing/app-context'

const token = 'a-token-for-operators'
let app: TestApp
let server: http.Server | null
let port: number
const open = (source: Record<string, string>) =>
  serveWorkerMetrics({ context: app.ctx, env: readEnv({ OPS_TOKEN: token, ...source }) })

beforeAll(async () => {
  app = await openTestApp()
  port = await findFreePort()
  server = open({ WORKER_METRICS_PORT: `${port}` })
  if (server !== null) await once(server, 'listening')
})
afterAll(async () => {
  server?.close()
  await app.close()
})

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers })
const behindProxy = { 'x-forwarded-for': '203.0.113.9' }

test('a worker tells its figures to this machine, and to others only with the token', async () => {
  app.ctx.ports.metrics.observe('render_seconds', {}, 15)
  const answer = await ask('/metrics')
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('render_seconds_count 1')
  expect((await ask('/metrics', behindProxy)).status).toBe(404)
  expect((await ask('/metrics', { ...behindProxy, authorization: 'Bearer wrong' })).status).toBe(404)
  expect((await ask('/metrics', { ...behindProxy, authorization: `Bearer ${token}` })).status).toBe(200)
  expect((await ask('/')).status).toBe(404)
})

test('without a port of its own it listens nowhere', () => {
  expect(open({})).toBeNull()
})
