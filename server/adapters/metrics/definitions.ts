import type {
  CounterLabels,
  CounterName,
  GaugeLabels,
  GaugeName,
  HistogramLabels,
  HistogramName,
} from '@/server/ports/metrics'

type Definition<L> = { readonly help: string; readonly labels: readonly (keyof L & string)[] }

export const counters: { readonly [N in CounterName]: Definition<CounterLabels[N]> } = {
  http_shed_total: { help: 'Requests answered 503 instead of being worked on', labels: ['reason', 'prio'] },
  ratelimit_total: { help: 'Questions to the rate limiter', labels: ['policy', 'outcome'] },
  pg_slow_total: { help: 'Statements that took longer than a second', labels: [] },
  ffmpeg_exit_total: { help: 'Ends of ffmpeg and ffprobe', labels: ['program', 'code', 'why'] },
  upload_bytes_total: { help: 'Bytes taken from people who upload', labels: [] },
  upload_total: { help: 'Uploads by what became of them', labels: ['outcome'] },
  webhook_in_total: { help: 'Webhooks received', labels: ['src', 'outcome'] },
  email_total: { help: 'Letters by what became of them', labels: ['template', 'outcome'] },
  error_total: { help: 'Faults nobody foresaw', labels: ['where'] },
}

export const histograms: {
  readonly [N in HistogramName]: Definition<HistogramLabels[N]> & { readonly buckets: readonly number[] }
} = {
  http_request_duration_seconds: {
    help: 'From the first byte of a request to the last of its answer',
    labels: ['route', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  trpc_duration_seconds: {
    help: 'A procedure, from its input to its answer',
    labels: ['procedure', 'code'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  pg_query_seconds: {
    help: 'A statement, with the wait for a connection left out',
    labels: [],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  redis_cmd_seconds: {
    help: 'A command to Redis',
    labels: ['cmd'],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  },
  render_seconds: {
    help: 'A render, from its first ffmpeg to its finished files',
    labels: [],
    buckets: [1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1_800],
  },
  render_realtime_ratio: {
    help: 'Seconds of clip made in a second of rendering',
    labels: [],
    buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10],
  },
  webhook_lag_seconds: {
    help: 'From a webhook’s event to when it was handled',
    labels: ['src'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 21_600],
  },
}

export const gauges: { readonly [N in GaugeName]: Definition<GaugeLabels[N]> } = {
  http_inflight: { help: 'Requests being worked on', labels: [] },
  front_memory_bytes: { help: 'Resident memory of the front process', labels: [] },
  front_heap_bytes: { help: 'Heap in use of the front process, garbage included', labels: [] },
  front_handles: { help: 'Sockets, timers and the like that keep the front process alive', labels: [] },
  front_delay_seconds: { help: 'How late the event loop of the front process is', labels: [] },
  ratelimit_degraded: { help: '1 while each process counts limits for itself', labels: [] },
  pg_pool_total: { help: 'Connections that are open', labels: ['pool'] },
  pg_pool_idle: { help: 'Connections nobody uses', labels: ['pool'] },
  pg_pool_waiting: { help: 'Requests that wait for a connection', labels: ['pool'] },
  dep_up: { help: '1 while a dependency answers', labels: ['dep'] },
  jobs: { help: 'Work by state', labels: ['queue', 'state'] },
  job_age_seconds_max: { help: 'How long the oldest waiting work has waited', labels: ['queue'] },
  storage_bytes: { help: 'Room in the object store', labels: ['kind'] },
  outbox_age_seconds: { help: 'How long the oldest unsent letter has waited', labels: [] },
  backup_timestamp_seconds: { help: 'What the last backup shows, in seconds since 1970; 0: there is none', labels: [] },
}
