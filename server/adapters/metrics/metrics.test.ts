import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Figure } from '@/server/ports/metrics'
import { createMetrics, sharedMetrics } from '.'
import { counters, gauges, histograms } from './definitions'
import { quietMetrics } from './quiet'
import { createRelayMetrics } from './relay'

describe('the registry', () => {
  test('adds up a counter by its labels', async () => {
    const metrics = createMetrics()
    metrics.count('ratelimit_total', { policy: 'api', outcome: 'allowed' })
    metrics.count('ratelimit_total', { policy: 'api', outcome: 'allowed' }, 2)
    metrics.count('ratelimit_total', { policy: 'api', outcome: 'denied' })
    const read = await metrics.read()
    expect(read.filter(({ name }) => name === 'ratelimit_total')).toEqual([
      { kind: 'counter', name: 'ratelimit_total', labels: { policy: 'api', outcome: 'allowed' }, value: 3 },
      { kind: 'counter', name: 'ratelimit_total', labels: { policy: 'api', outcome: 'denied' }, value: 1 },
    ])
  })

  test('keeps of a histogram what percentiles need: counts at or under each bound, their number and their sum', async () => {
    const metrics = createMetrics()
    for (const seconds of [0.001, 0.02, 40])
      metrics.observe('http_request_duration_seconds', { route: '/a', method: 'GET', status: '200' }, seconds)
    const [series] = (await metrics.read()).filter(({ name }) => name === 'http_request_duration_seconds')
    expect(series).toMatchObject({ kind: 'histogram', labels: { route: '/a' }, count: 3, sum: 40.021 })
    expect(series).toHaveProperty('buckets.0', { le: 0.001, count: 1 })
    expect(series).toHaveProperty('buckets.4', { le: 0.025, count: 2 })
    expect(series).toHaveProperty('buckets.13', { le: 30, count: 2 })
  })

  test('sets looked-up gauges right before each reading, and one that fails keeps no other from being read', async () => {
    const metrics = createMetrics()
    let age = 0
    metrics.onRead('broken', () => Promise.reject(new Error('no database')))
    metrics.onRead('outbox', async () => metrics.gauge('outbox_age_seconds', {}, ++age))
    await metrics.read()
    expect((await metrics.text()).body).toContain('\noutbox_age_seconds 2\n')
  })

  test('names every figure in the text that Prometheus reads, counted or not', async () => {
    const { body, contentType } = await createMetrics().text()
    for (const name of Object.keys({ ...counters, ...histograms, ...gauges })) expect(body).toContain(`# TYPE ${name} `)
    expect(contentType).toContain('version=0.0.4')
  })

  test('of a process is one, whoever asks for it first, and has the figures of Node in it', async () => {
    sharedMetrics().count('error_total', { where: 'test' })
    const { body } = await sharedMetrics().text()
    expect(body).toContain('error_total{where="test"} 1')
    expect(body).toContain('nodejs_eventloop_lag_p99_seconds')
    expect(Reflect.get(globalThis, 'clipforgeMetrics')).toBe(sharedMetrics())
  })

  test('of a front is handed on a little later, in order, all of it at once', async () => {
    const sent: (readonly Figure[])[] = []
    const metrics = createRelayMetrics((figures) => sent.push(figures) > 0)
    metrics.count('upload_bytes_total', {}, 5)
    metrics.observe('redis_cmd_seconds', { cmd: 'eval' }, 0.2)
    metrics.gauge('http_inflight', {}, 3)
    expect(sent).toEqual([])
    await expect
      .poll(() => sent)
      .toEqual([
        [
          ['count', 'upload_bytes_total', {}, 5],
          ['observe', 'redis_cmd_seconds', { cmd: 'eval' }, 0.2],
          ['gauge', 'http_inflight', {}, 3],
        ],
      ])
  })

  test('of a front is kept while nobody takes it, the oldest given up first', async () => {
    const taken: Figure[] = []
    let isThere = false
    let offers = 0
    const metrics = createRelayMetrics((figures) => {
      offers += 1
      if (isThere) taken.push(...figures)
      return isThere
    })
    metrics.count('pg_slow_total', {})
    await expect.poll(() => offers).toBeGreaterThan(1)
    for (let at = 0; at < 10_000; at++) metrics.count('upload_bytes_total', {}, at)
    isThere = true
    await expect.poll(() => taken.length).toBe(10_000)
    expect(taken[0]).toEqual(['count', 'upload_bytes_total', {}, 0])
    metrics.count('pg_slow_total', {})
    await expect.poll(() => taken.length).toBe(10_001)
  })

  test('that is quiet takes everything and shows nothing', async () => {
    quietMetrics.count('upload_bytes_total', {}, 5)
    expect(await quietMetrics.read()).toEqual([])
  })
})

test('docs/operations.md says of every figure when to be alarmed, and of no other', () => {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')
  const section = page.slice(page.indexOf('## Metrics and alarms'), page.indexOf('**Workers need no port.**'))
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name))
  expect(named.sort()).toEqual(Object.keys({ ...counters, ...histograms, ...gauges }).sort())
  for (const row of rows) expect(row.split('|')[3]?.trim()).toBeTruthy()
})
