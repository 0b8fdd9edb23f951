import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MetricSeries } from '@/server/ports/metrics'
import { changesBetween } from './changes'
import { describeOps } from './describe-ops'
import { addToSpread, emptySpread, quantile } from './histogram'
import { viewSeries } from './series-view'
import type { OpsProcess, OpsSample, SeriesChange } from './types'

const bounds = [0.01, 0.1, 1]
const counter = (value: number): MetricSeries => ({ kind: 'counter', name: 'upload_bytes_total', labels: {}, value })
const histogram = (values: readonly number[]): MetricSeries => ({
  kind: 'histogram',
  name: 'pg_query_seconds',
  labels: {},
  count: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  buckets: bounds.map((le) => ({ le, count: values.filter((value) => value <= le).length })),
})

describe('changes', () => {
  test('of a counter are what it gained; of one that was begun anew, all it has', () => {
    expect(changesBetween([counter(5)], [counter(8)])).toMatchObject([{ value: 3 }])
    expect(changesBetween([counter(5)], [counter(2)])).toMatchObject([{ value: 2 }])
    expect(changesBetween([], [counter(2)])).toMatchObject([{ value: 2 }])
  })

  test('leave out what did not change, but never where a gauge stands', () => {
    const gauge: MetricSeries = { kind: 'gauge', name: 'http_inflight', labels: {}, value: 0 }
    expect(changesBetween([counter(5), histogram([1]), gauge], [counter(5), histogram([1]), gauge])).toEqual([gauge])
  })

  test('of a histogram, added up over any samples, are the whole again', () => {
    const values = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 30 })
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (parts) => {
        const readings = parts.map((_, at) => [histogram(parts.slice(0, at + 1).flat())])
        const changes = readings.flatMap((reading, at) => changesBetween(readings[at - 1] ?? [], reading))
        const spread = emptySpread()
        for (const change of changes) addToSpread(spread, change as Extract<SeriesChange, { kind: 'histogram' }>)
        const whole = parts.flat()
        expect(spread.count).toBe(whole.length)
        expect(spread.sum).toBeCloseTo(whole.reduce((sum, value) => sum + value, 0))
        const inside = [...spread.buckets.values()].reduce((sum, { count }) => sum + count, 0)
        expect(inside).toBe(whole.filter((value) => value <= 1).length)
      }),
    )
  })
})

describe('a quantile', () => {
  const spreadOf = (values: readonly number[]) =>
    changesBetween([], [histogram(values)]).reduce(
      (spread, change) => addToSpread(spread, change as Extract<SeriesChange, { kind: 'histogram' }>),
      emptySpread(),
    )

  test('lies in the bucket of the value that it stands for', () => {
    const values = fc.array(fc.double({ min: 0.0001, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
        const exact = [...list].sort((a, b) => a - b)[Math.ceil(share * list.length) - 1] ?? 0
        const bucket = bounds.findIndex((le) => exact <= le)
        const told = quantile(spreadOf(list), share) ?? Number.NaN
        expect(told).toBeGreaterThanOrEqual(bounds[bucket - 1] ?? 0)
        expect(told).toBeLessThanOrEqual(bounds[bucket] ?? 0)
      }),
    )
  })

  test('of nothing is nothing; past the last bound it is the highest that is known', () => {
    expect(quantile(emptySpread(), 0.5)).toBeNull()
    expect(quantile(spreadOf([0.05, 5, 5]), 0.99)).toBe(0.1)
    expect(quantile(spreadOf([5]), 0.5)).toBe(5)
  })
})

const stepMs = 60_000
const process = (id: string): OpsProcess => ({
  id,
  role: 'web',
  pid: 1,
  host: 'h',
  startedAtMs: 0,
  version: '1',
})
const sample = (atMs: number, ...changes: SeriesChange[]): OpsSample => ({
  ...{ atMs, spanMs: 10_000, rssBytes: 100, cpuShare: 0.1, loopShare: 0.1 },
  changes,
})
const bytes = (value: number): SeriesChange => ({ kind: 'counter', name: 'upload_bytes_total', labels: {}, value })
const waiting = (queue: string, value: number): SeriesChange => ({
  ...{ kind: 'gauge', name: 'jobs', labels: { queue, state: 'queued' }, value },
})

describe('the view of samples', () => {
  const window = { fromMs: 0, stepMs, points: 3 }

  test('adds the rates of processes up, each by the time it counted, and has a gap where nobody did', () => {
    const view = viewSeries(
      [
        { process: process('a'), samples: [sample(10_000, bytes(100)), sample(20_000, bytes(300)), sample(130_000)] },
        { process: process('b'), samples: [sample(15_000, bytes(50))] },
      ],
      window,
    )
    expect(view.perSecond('upload_bytes_total')).toEqual([25, null, 0])
    expect(view.total('upload_bytes_total')).toBe(450)
  })

  test('leaves out what is older than the window or not over yet', () => {
    const samples = [sample(-1, bytes(1)), sample(3 * stepMs, bytes(1))]
    expect(viewSeries([{ process: process('a'), samples }], window).total('upload_bytes_total')).toBe(0)
  })

  test('counts once what every process looks up alike', () => {
    const samples = [sample(10_000, waiting('projects', 2), waiting('renders', 3))]
    const view = viewSeries(
      ['a', 'b'].map((id) => ({ process: process(id), samples })),
      window,
    )
    expect(view.gaugeTrend('jobs', ['sum', 'most'])).toEqual([5, null, null])
    expect(view.gaugeTrend('jobs', ['most', 'sum'])).toEqual([6, null, null])
  })

  test('tells where a gauge stands by the newest word, whoever said it', () => {
    const all = [
      { process: process('a'), samples: [sample(50_000, waiting('mail', 1))] },
      { process: process('b'), samples: [sample(20_000, waiting('mail', 9))] },
    ]
    expect(viewSeries(all, window).newest('jobs')).toBe(1)
    expect(viewSeries([], window).newest('jobs')).toBeNull()
  })
})

describe('the figures of an installation', () => {
  const answered = (route: string, status: string, count: number): SeriesChange => ({
    kind: 'histogram',
    name: 'http_request_duration_seconds',
    labels: { route, method: 'GET', status },
    count,
    sum: count * 0.02,
    buckets: [{ from: 0.01, to: 0.03, count }],
  })
  const at = { nowMs: 3 * stepMs, stepMs, points: 3 }

  test('have rate, errors and durations of each route, the busiest first', () => {
    const samples = [sample(130_000, answered('/b', '200', 10), answered('/a', '200', 90), answered('/a', '500', 10))]
    const { routes, traffic } = describeOps([{ process: process('a'), samples }], at)
    expect(routes.map(({ name, count, errorShare }) => ({ name, count, errorShare }))).toEqual([
      { name: '/a', count: 100, errorShare: 0.1 },
      { name: '/b', count: 10, errorShare: 0 },
    ])
    expect(routes[0]?.p50Ms).toBeCloseTo(20)
    expect(traffic).toMatchObject({ count: 110, errorCount: 10, perSecond: [null, null, 11] })
  })

  test('a probe that says that a process is not ready is no error of it', () => {
    const samples = [sample(130_000, answered('/health/startup', '503', 40), answered('/a', '503', 1))]
    const { routes, traffic } = describeOps([{ process: process('a'), samples }], at)
    expect(traffic).toMatchObject({ count: 41, errorCount: 1 })
    expect(routes.map(({ name, errorShare }) => [name, errorShare])).toEqual([
      ['/health/startup', 0],
      ['/a', 1],
    ])
  })

  test('name the processes that still speak, and no others', () => {
    const all = [
      { process: process('gone'), samples: [sample(10_000)] },
      { process: process('here'), samples: [sample(170_000)] },
    ]
    expect(describeOps(all, at).processes.map(({ id }) => id)).toEqual(['here'])
  })

  test('are all there, empty, where nobody has counted anything', () => {
    expect(describeOps([], at)).toMatchObject({
      traffic: { count: 0, overallP95Ms: null, perSecond: [null, null, null] },
      ...{ routes: [], faults: [], processes: [] },
      stores: { freeBytes: null, pools: [] },
      work: { queues: [], renderSpeed: null },
    })
  })
})
