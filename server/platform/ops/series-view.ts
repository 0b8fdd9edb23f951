import type { MetricName } from '@/server/ports/metrics'
import { addToSpread, emptySpread, type Spread } from './histogram'
import type { ProcessSamples, SeriesChange } from './types'

/** One figure at each step of a window, oldest first; null where nobody was there to count. */
export type Trend = readonly (number | null)[]

export type Window = { readonly fromMs: number; readonly stepMs: number; readonly points: number }

type Labels = Readonly<Record<string, string>>
type Seen = { readonly point: number; readonly process: string; readonly atMs: number; readonly change: SeriesChange }
type Match = (labels: Labels) => boolean

const together = {
  sum: (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0),
  most: (values: readonly number[]): number => Math.max(...values),
}
type Together = keyof typeof together

const everything: Match = () => true

/** Questions to the samples of all processes within a window. */
export const viewSeries = (processes: readonly ProcessSamples[], window: Window) => {
  const byName = new Map<MetricName, Seen[]>()
  /** Milliseconds that each process counted within each step. */
  const spans = new Map<string, number[]>()
  const lastAt = new Map<string, number>()
  for (const { process, samples } of processes) {
    const own: number[] = Array.from({ length: window.points }, () => 0)
    spans.set(process.id, own)
    for (const { atMs, spanMs, changes } of samples) {
      const point = Math.floor((atMs - window.fromMs) / window.stepMs)
      if (point < 0 || point >= window.points) continue
      own[point] = (own[point] ?? 0) + spanMs
      lastAt.set(process.id, atMs)
      for (const change of changes) {
        const list = byName.get(change.name) ?? []
        byName.set(change.name, list)
        list.push({ point, process: process.id, atMs, change })
      }
    }
  }
  const seen = (name: MetricName, match: Match): readonly Seen[] =>
    (byName.get(name) ?? []).filter(({ change }) => match(change.labels))
  const gain = ({ change }: Seen): number => (change.kind === 'histogram' ? change.count : change.value)
  const isWatched = (point: number): boolean => [...spans.values()].some((own) => (own[point] ?? 0) > 0)
  const trendOf = (figure: (point: number) => number | null): Trend =>
    Array.from({ length: window.points }, (_, point) => (isWatched(point) ? figure(point) : null))

  const spreadOf = (list: readonly Seen[]): Spread =>
    list.reduce((sum, { change }) => (change.kind === 'histogram' ? addToSpread(sum, change) : sum), emptySpread())

  return {
    /** How many in the whole window. */
    total: (name: MetricName, match = everything): number => seen(name, match).reduce((sum, one) => sum + gain(one), 0),

    /** How many a second at each step, over all processes. */
    perSecond: (name: MetricName, match = everything): Trend => {
      const sums = Array.from({ length: window.points }, () => 0)
      for (const one of seen(name, match)) {
        const spanMs = spans.get(one.process)?.[one.point] ?? 0
        if (spanMs > 0) sums[one.point] = (sums[one.point] ?? 0) + (gain(one) * 1_000) / spanMs
      }
      return trendOf((point) => sums[point] ?? 0)
    },

    spread: (name: MetricName, match = everything): Spread => spreadOf(seen(name, match)),

    /** A figure of the spread at each step; null where there was nothing. */
    spreadTrend: (name: MetricName, figure: (spread: Spread) => number | null, match = everything): Trend => {
      const steps = new Map<number, Seen[]>()
      for (const one of seen(name, match)) steps.set(one.point, [...(steps.get(one.point) ?? []), one])
      return trendOf((point) => figure(spreadOf(steps.get(point) ?? [])))
    },

    /**
     * A gauge at each step, by the last word of each process: its own series put together one way, then the processes. What all look up alike is
     * taken from the one that says most.
     */
    gaugeTrend: (name: MetricName, [within, across]: readonly [Together, Together], match = everything): Trend => {
      const last = new Map<string, Seen>()
      for (const one of seen(name, match))
        last.set(`${one.point} ${one.process} ${JSON.stringify(one.change.labels)}`, one)
      const steps = new Map<number, Map<string, number[]>>()
      for (const one of last.values()) {
        const step = steps.get(one.point) ?? new Map<string, number[]>()
        steps.set(one.point, step.set(one.process, [...(step.get(one.process) ?? []), gain(one)]))
      }
      return trendOf((point) => {
        const step = steps.get(point)
        return step === undefined ? null : together[across]([...step.values()].map(together[within]))
      })
    },

    /** Where a gauge stands by the newest sample that has it, whichever process took it; null when none did. */
    newest: (name: MetricName, match = everything): number | null => {
      const list = seen(name, match)
      return list.length === 0 ? null : gain(list.reduce((best, one) => (one.atMs >= best.atMs ? one : best)))
    },

    /** Where a gauge of each process stands by its own last sample. */
    standing: (
      name: MetricName,
    ): readonly { readonly process: string; readonly labels: Labels; readonly value: number }[] =>
      seen(name, everything)
        .filter((one) => one.atMs === lastAt.get(one.process))
        .map((one) => ({ process: one.process, labels: one.change.labels, value: gain(one) })),

    /** The values that a label has had, in the order of how many there were of each. */
    values: (name: MetricName, label: string): readonly string[] => {
      const totals = new Map<string, number>()
      for (const one of seen(name, everything)) {
        const value = one.change.labels[label]
        if (value !== undefined) totals.set(value, (totals.get(value) ?? 0) + gain(one))
      }
      return [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value)
    },

    /** Totals by the values of some labels together, most first. */
    totals: <L extends string>(name: MetricName, ...labels: readonly L[]) => {
      const found = new Map<string, { labels: Record<L, string>; count: number }>()
      for (const one of seen(name, everything)) {
        // Safe: the object has exactly the labels that were asked for.
        const own = Object.fromEntries(labels.map((label) => [label, one.change.labels[label] ?? ''])) as Record<
          L,
          string
        >
        const key = JSON.stringify(own)
        found.set(key, { labels: own, count: (found.get(key)?.count ?? 0) + gain(one) })
      }
      return [...found.values()].sort((a, b) => b.count - a.count)
    },
  }
}

export type SeriesView = ReturnType<typeof viewSeries>
