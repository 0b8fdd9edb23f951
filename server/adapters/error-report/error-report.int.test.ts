import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMetrics } from '@/server/adapters/metrics'
import { createErrorReports } from '.'

type Received = { readonly url: string | undefined; readonly headers: IncomingHttpHeaders; readonly parts: unknown[] }

let server: Server
let dsn: string
let answer = 200
const received: Received[] = []
const logged: { readonly message: string; readonly fields: Record<string, unknown> | undefined }[] = []
const write = (message: string, fields?: Record<string, unknown>) => void logged.push({ message, fields })
const log = { info: write, warn: write, error: write }

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts = (await text(request)).split('\n').map((line): unknown => JSON.parse(line))
    received.push({ url: request.url, headers: request.headers, parts })
    response.writeHead(answer).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  dsn = `http://publickey@127.0.0.1:${typeof address === 'object' ? address?.port : ''}/42`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  answer = 200
  received.length = 0
  logged.length = 0
})

const open = () => {
  const metrics = createMetrics()
  const reports = createErrorReports({ SENTRY_DSN: dsn, NODE_ENV: 'test', APP_BUILD: 'abc123' }, { log, metrics })
  return { metrics, reports }
}

test('a fault arrives as an envelope that says what, where and from which line, with its causes', async () => {
  const { reports } = open()
  const fault = new TypeError('clip is undefined', { cause: new Error('no row') })
  reports.report(fault, { where: 'procedure', name: 'clip.get', requestId: 'r1' })
  await reports.flush()
  expect(received).toHaveLength(1)
  expect(received[0]).toMatchObject({
    url: '/api/42/envelope/',
    headers: { 'x-sentry-auth': expect.stringContaining('sentry_key=publickey') },
  })
  expect(received[0]?.parts).toMatchObject([
    { event_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    { type: 'event' },
    {
      platform: 'node',
      level: 'error',
      environment: 'test',
      release: 'abc123',
      transaction: 'clip.get',
      tags: { where: 'procedure', requestId: 'r1' },
      exception: { values: [{ value: 'no row' }, { type: 'TypeError', value: 'clip is undefined' }] },
    },
  ])
  expect(JSON.stringify(received)).toContain('error-report.int.test.ts')
})

test('no secret leaves in a report', async () => {
  const { reports } = open()
  reports.report(new Error('postgres://app:hunter2hunter2@db/app for hunter2@example.com'), { where: 'page' })
  await reports.flush()
  expect(received).toHaveLength(1)
  expect(JSON.stringify(received)).not.toContain('hunter2')
})

test('a fault is logged and counted also where no service is set up', async () => {
  const metrics = createMetrics()
  const reports = createErrorReports(
    { SENTRY_DSN: undefined, NODE_ENV: 'test', APP_BUILD: undefined },
    { log, metrics },
  )
  reports.report(new Error('no'), { where: 'worker', name: 'render-clip' })
  await reports.flush()
  expect(reports.id).toBe('log')
  expect(logged).toMatchObject([{ message: 'fault', fields: { where: 'worker', name: 'render-clip' } }])
  expect((await metrics.text()).body).toContain('error_total{where="worker"} 1')
})

test('a service that refuses, or a storm of faults, harms nobody: the log has them all, the service a few', async () => {
  const { reports, metrics } = open()
  answer = 503
  for (let at = 0; at < 100; at++) reports.report(new Error(`storm ${at}`), { where: 'page' })
  await reports.flush()
  expect(received).toHaveLength(30)
  expect(logged.filter(({ message }) => message === 'fault')).toHaveLength(100)
  expect((await metrics.text()).body).toContain('error_total{where="page"} 100')
})
