import type { MetricName } from '@/server/ports/metrics'

/** One process of this installation, as it introduces itself. */
export type OpsProcess = {
  readonly id: string
  readonly role: 'web' | 'worker'
  readonly pid: number
  readonly host: string
  readonly startedAtMs: number
  readonly version: string
}

/** What a counter or histogram gained since the sample before, or where a gauge stands. What did not change is left out. */
export type SeriesChange = {
  readonly name: MetricName
  readonly labels: Readonly<Record<string, string>>
} & (
  | { readonly kind: 'counter' | 'gauge'; readonly value: number }
  | {
      readonly kind: 'histogram'
      readonly count: number
      readonly sum: number
      /** Only those in which something fell; what is above all bounds is in `count` only. */
      readonly buckets: readonly Bucket[]
    }
)

/** Above `from`, up to and with `to`. */
export type Bucket = { readonly from: number; readonly to: number; readonly count: number }

export type OpsSample = {
  readonly atMs: number
  /** Since the sample before it. */
  readonly spanMs: number
  readonly rssBytes: number
  /** Share of a core. */
  readonly cpuShare: number
  /** Share of the time in which the event loop was busy. */
  readonly loopShare: number
  readonly changes: readonly SeriesChange[]
}

export type ProcessSamples = { readonly process: OpsProcess; readonly samples: readonly OpsSample[] }
