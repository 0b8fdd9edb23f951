import type { MetricSeries } from '@/server/ports/metrics'
import type { Bucket, SeriesChange } from './types'

const seriesKey = ({ name, labels }: Pick<MetricSeries, 'name' | 'labels'>): string =>
  `${name}${Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ` ${label}=${JSON.stringify(value)}`)
    .join('')}`

/** What happened between two readings of one process. A figure that is smaller than before was begun anew: all of it is new. */
export const changesBetween = (before: readonly MetricSeries[], after: readonly MetricSeries[]): SeriesChange[] => {
  const known = new Map(before.map((series) => [seriesKey(series), series]))
  return after.flatMap((series): SeriesChange[] => {
    const last = known.get(seriesKey(series))
    const { name, labels } = series
    if (series.kind !== 'histogram') {
      if (series.kind === 'gauge') return [{ kind: 'gauge', name, labels, value: series.value }]
      const value = gained(last?.kind === 'counter' ? last.value : 0, series.value)
      return value === 0 ? [] : [{ kind: 'counter', name, labels, value }]
    }
    const old = last?.kind === 'histogram' && last.count <= series.count ? last : { count: 0, sum: 0, buckets: [] }
    const count = series.count - old.count
    if (count === 0) return []
    const gainedUpTo = series.buckets.map((bucket, at) => bucket.count - (old.buckets[at]?.count ?? 0))
    const buckets = series.buckets.flatMap(({ le: to }, at): Bucket[] => {
      const inside = (gainedUpTo[at] ?? 0) - (gainedUpTo[at - 1] ?? 0)
      return inside === 0 ? [] : [{ from: series.buckets[at - 1]?.le ?? 0, to, count: inside }]
    })
    return [{ kind: 'histogram', name, labels, count, sum: series.sum - old.sum, buckets }]
  })
}

const gained = (before: number, after: number): number => (after >= before ? after - before : after)
