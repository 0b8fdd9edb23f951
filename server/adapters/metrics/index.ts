import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricName, MetricSeries, Metrics } from '@/server/ports/metrics'
import { counters, gauges, histograms } from './definitions'

/** A registry of its own, with nothing in it yet: what tests count is theirs alone. */
export const createMetrics = (registry: Registry = new Registry()): Metrics => {
  const registers = [registry]
  const made = <D extends { readonly help: string; readonly labels: readonly string[] }, M>(
    definitions: Readonly<Record<string, D>>,
    make: (options: D & { name: string; labelNames: string[]; registers: Registry[] }) => M,
  ): ReadonlyMap<string, M> =>
    new Map(
      Object.entries(definitions).map(([name, definition]) => [
        name,
        make({ ...definition, name, labelNames: [...definition.labels], registers }),
      ]),
    )
  const counter = made(counters, (options) => new Counter(options))
  const gauge = made(gauges, (options) => new Gauge(options))
  const histogram = made(histograms, (options) => new Histogram({ ...options, buckets: [...options.buckets] }))
  const readers = new Map<string, () => void | Promise<void>>()

  /** A gauge that can't be looked up now must not keep the others from being read. */
  const runReaders = async (): Promise<void> => {
    await Promise.allSettled([...readers.values()].map(async (set) => set()))
  }

  return {
    count: (name, labels, by = 1) => counter.get(name)?.inc(labels, by),
    observe: (name, labels, value) => histogram.get(name)?.observe(labels, value),
    gauge: (name, labels, value) => gauge.get(name)?.set(labels, value),
    onRead: (name, set) => void readers.set(name, set),
    text: async () => {
      await runReaders()
      return { contentType: registry.contentType, body: await registry.metrics() }
    },
    read: async () => {
      await runReaders()
      const plain = (kind: 'counter' | 'gauge') => async (metric: Counter | Gauge) => {
        const { name, values } = await metric.get()
        return values.map(
          ({ labels, value }): MetricSeries => ({ kind, name: name as MetricName, labels: asText(labels), value }),
        )
      }
      const found = await Promise.all([
        ...[...counter.values()].map(plain('counter')),
        ...[...gauge.values()].map(plain('gauge')),
        ...[...histogram.values()].map(async (metric) => gather(await metric.get())),
      ])
      return found.flat()
    },
  }
}

const asText = (labels: object): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]))

type HistogramValues = Awaited<ReturnType<Histogram['get']>>
type Gathered = { count: number; sum: number; buckets: { le: number; count: number }[] }

/** prom-client lists a histogram as one value a bucket; a series is put together again by its labels. */
const gather = ({ name, values }: HistogramValues): MetricSeries[] => {
  const series = new Map<string, Gathered & { labels: Record<string, string> }>()
  for (const { labels, value, metricName } of values) {
    const { le, ...own } = asText(labels)
    const key = JSON.stringify(own)
    const one = series.get(key) ?? { labels: own, count: 0, sum: 0, buckets: [] }
    series.set(key, one)
    if (metricName === `${name}_sum`) one.sum = value
    else if (metricName === `${name}_count`) one.count = value
    else if (le !== '+Inf') one.buckets.push({ le: Number(le), count: value })
  }
  return [...series.values()].map((one) => ({ kind: 'histogram', name: name as MetricName, ...one }))
}

// Next's compiled parts, the server in front of them and instrumentation.ts each have modules of their own; globalThis they share.
const shared = globalThis as typeof globalThis & { clipforgeMetrics?: Metrics }

/** The one registry of this process, with Node's own figures in it (memory, collector, event loop, handles). */
export const sharedMetrics = (): Metrics => {
  if (shared.clipforgeMetrics === undefined) {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    shared.clipforgeMetrics = createMetrics(registry)
  }
  return shared.clipforgeMetrics
}

/** For a process that counts elsewhere; before anybody asks for the one above. */
export const shareMetrics = (metrics: Metrics): void => {
  shared.clipforgeMetrics = metrics
}
