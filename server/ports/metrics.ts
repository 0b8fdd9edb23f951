/**
 * Every figure the app counts, with the labels each one takes. A label's values are few and known (a route's pattern, never an address;
 * a code, never a message): each combination is a series that is kept for good. docs/operations.md says what each one means.
 */
export type CounterLabels = {
  /** Answers 503 that the server gave instead of working. */
  readonly http_shed_total: { readonly reason: string; readonly prio: string }
  readonly ratelimit_total: { readonly policy: string; readonly outcome: 'allowed' | 'denied' }
  /** Statements that took longer than a second. */
  readonly pg_slow_total: None
  /** `code` is the exit code or the signal; `why` is the code of the error that came of it, "none" for success. */
  readonly ffmpeg_exit_total: { readonly program: 'ffmpeg' | 'ffprobe'; readonly code: string; readonly why: string }
  readonly upload_bytes_total: None
  readonly upload_total: { readonly outcome: 'created' | 'resumed' | 'finished' | 'abandoned' }
  readonly webhook_in_total: { readonly src: string; readonly outcome: string }
  readonly email_total: {
    readonly template: string
    readonly outcome: 'sent' | 'failed' | 'retried' | 'bounced' | 'complained' | 'suppressed'
  }
  /** Faults nobody foresaw, by where they were caught. */
  readonly error_total: { readonly where: string }
}

export type HistogramLabels = {
  readonly http_request_duration_seconds: { readonly route: string; readonly method: string; readonly status: string }
  /** `code` is "ok" or that of the error. */
  readonly trpc_duration_seconds: { readonly procedure: string; readonly code: string }
  readonly pg_query_seconds: None
  readonly redis_cmd_seconds: { readonly cmd: string }
  readonly render_seconds: None
  /** Seconds of clip made in a second of rendering: above 1 is faster than it plays. */
  readonly render_realtime_ratio: None
  /** From a webhook's event to when it was handled. */
  readonly webhook_lag_seconds: { readonly src: string }
}

export type GaugeLabels = {
  readonly http_inflight: None
  /** Of the front of a web process; Node's own figures are the app's. */
  readonly front_memory_bytes: None
  readonly front_heap_bytes: None
  readonly front_handles: None
  readonly front_delay_seconds: None
  /** 1 while limits are counted by each process for itself. */
  readonly ratelimit_degraded: None
  readonly pg_pool_total: Pool
  readonly pg_pool_idle: Pool
  readonly pg_pool_waiting: Pool
  /** 1: it answers; 0: it does not. */
  readonly dep_up: { readonly dep: string }
  readonly jobs: { readonly queue: string; readonly state: string }
  readonly job_age_seconds_max: { readonly queue: string }
  readonly storage_bytes: { readonly kind: 'used' | 'free' | 'orphan' }
  readonly outbox_age_seconds: None
  /** Of the last one that was finished; 0: there is none. */
  readonly backup_timestamp_seconds: None
}

type None = Readonly<Record<never, string>>
type Pool = { readonly pool: string }

export type CounterName = keyof CounterLabels
export type HistogramName = keyof HistogramLabels
export type GaugeName = keyof GaugeLabels
export type MetricName = CounterName | HistogramName | GaugeName

/** One series as it stands: a counter or gauge has a value; a histogram has a count, a sum and how many were at or under each bound. */
export type MetricSeries = {
  readonly name: MetricName
  readonly labels: Readonly<Record<string, string>>
} & (
  | { readonly kind: 'counter' | 'gauge'; readonly value: number }
  | {
      readonly kind: 'histogram'
      readonly count: number
      readonly sum: number
      /** Ascending; what is above the last bound is in `count` only. */
      readonly buckets: readonly { readonly le: number; readonly count: number }[]
    }
)

type Labels = Readonly<Record<string, string>>

/** One call of those below, as data: what one process counted for the registry of another. */
export type Figure =
  | readonly ['count', CounterName, Labels, number]
  | readonly ['observe', HistogramName, Labels, number]
  | readonly ['gauge', GaugeName, Labels, number]

/** Counting never fails and never waits. */
export interface Metrics {
  count<N extends CounterName>(name: N, labels: CounterLabels[N], by?: number): void
  observe<N extends HistogramName>(name: N, labels: HistogramLabels[N], value: number): void
  gauge<N extends GaugeName>(name: N, labels: GaugeLabels[N], value: number): void
  /** Called before each reading, to set gauges that are looked up and not kept; one that fails is left out. Replaces the one of this name. */
  onRead(name: string, set: () => void | Promise<void>): void
  /** Everything, with the figures of the process itself, as Prometheus reads it. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>
  /** The figures above as data, for the page. */
  read(): Promise<readonly MetricSeries[]>
}
