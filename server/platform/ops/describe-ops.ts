import { errorTable } from '@/server/errors'
import type { MetricName } from '@/server/ports/metrics'
import { probePaths } from '../health/answer-probe'
import { quantile } from './histogram'
import { type SeriesView, type Trend, viewSeries, type Window } from './series-view'
import type { OpsProcess, ProcessSamples } from './types'

/** A process that said nothing for this long has ended. */
const goneMs = 60_000
const rowsShown = 40

export type RateRow = {
  readonly name: string
  readonly count: number
  /** 0-1. */
  readonly errorShare: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  /** A second, at each step. */
  readonly trend: Trend
}

export type Counted<L extends string> = { readonly labels: Readonly<Record<L, string>>; readonly count: number }

/** The figures of an installation over a window, as the page for operators draws them. */
export type OpsFigures = {
  readonly window: Window
  readonly traffic: {
    readonly count: number
    readonly errorCount: number
    readonly inflight: number
    readonly perSecond: Trend
    readonly errorsPerSecond: Trend
    readonly p50Ms: Trend
    readonly p95Ms: Trend
    readonly p99Ms: Trend
    readonly overallP95Ms: number | null
  }
  readonly routes: readonly RateRow[]
  readonly procedures: readonly RateRow[]
  readonly refused: {
    readonly shedCount: number
    readonly limitedCount: number
    readonly shedPerSecond: Trend
    readonly limitedPerSecond: Trend
    readonly shed: readonly Counted<'reason' | 'prio'>[]
    readonly limited: readonly Counted<'policy'>[]
    /** Each process counts for itself, since Redis is away. */
    readonly isDegraded: boolean
  }
  readonly work: {
    readonly queues: readonly {
      readonly queue: string
      readonly states: readonly { readonly state: string; readonly count: number }[]
      readonly oldestS: number
    }[]
    readonly depth: Trend
    readonly oldestS: Trend
    readonly renderCount: number
    /** Seconds of clip a second of work: the median. */
    readonly renderSpeed: number | null
    readonly renderSpeedTrend: Trend
    readonly renderP95S: number | null
    readonly failures: readonly Counted<'program' | 'why' | 'code'>[]
  }
  readonly stores: {
    readonly pools: readonly {
      readonly process: string
      readonly pool: string
      readonly total: number
      readonly idle: number
      readonly waiting: number
    }[]
    readonly waiting: Trend
    readonly queryP95Ms: Trend
    readonly slowCount: number
    readonly redisP95Ms: Trend
    readonly usedBytes: number | null
    readonly freeBytes: number | null
    readonly orphanBytes: number | null
  }
  readonly uploads: {
    readonly bytesPerSecond: Trend
    readonly inFlight: number
    readonly outcomes: readonly Counted<'outcome'>[]
  }
  readonly mail: {
    readonly sentPerSecond: Trend
    readonly outcomes: readonly Counted<'outcome'>[]
    readonly templates: readonly Counted<'template' | 'outcome'>[]
    readonly outboxAgeS: number
  }
  readonly webhooks: { readonly outcomes: readonly Counted<'src' | 'outcome'>[]; readonly lagP95S: number | null }
  readonly faults: readonly Counted<'where'>[]
  readonly processes: readonly (OpsProcess & {
    readonly lastSeenMs: number
    readonly rssBytes: number
    readonly cpuShare: number
    readonly loopShare: number
    readonly memory: Trend
  })[]
}

const ms = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000)
/** A probe that says "not ready" has done its work. */
const isServerError = ({ status = '', route = '' }: Readonly<Record<string, string>>): boolean =>
  status.startsWith('5') && !probePaths.includes(route)
const isFault = (code = ''): boolean =>
  Object.entries(errorTable).some(([name, { http }]) => name === code && http >= 500)
const http = 'http_request_duration_seconds'

/** All that can be told from samples, over any number of processes. `nowMs` is when the window ends. */
export const describeOps = (
  all: readonly ProcessSamples[],
  { nowMs, stepMs, points }: { readonly nowMs: number; readonly stepMs: number; readonly points: number },
): OpsFigures => {
  const window: Window = { fromMs: nowMs - stepMs * points, stepMs, points }
  const view = viewSeries(all, window)
  const latency = (share: number): Trend => view.spreadTrend(http, (spread) => ms(quantile(spread, share)))
  return {
    window,
    traffic: {
      count: view.total(http),
      errorCount: view.total(http, isServerError),
      inflight: view.standing('http_inflight').reduce((sum, { value }) => sum + value, 0),
      perSecond: view.perSecond(http),
      errorsPerSecond: view.perSecond(http, isServerError),
      p50Ms: latency(0.5),
      p95Ms: latency(0.95),
      p99Ms: latency(0.99),
      overallP95Ms: ms(quantile(view.spread(http), 0.95)),
    },
    routes: rateRows(view, http, 'route', isServerError),
    procedures: rateRows(view, 'trpc_duration_seconds', 'procedure', ({ code }) => isFault(code)),
    refused: {
      shedCount: view.total('http_shed_total'),
      limitedCount: view.total('ratelimit_total', ({ outcome }) => outcome === 'denied'),
      shedPerSecond: view.perSecond('http_shed_total'),
      limitedPerSecond: view.perSecond('ratelimit_total', ({ outcome }) => outcome === 'denied'),
      shed: view.totals('http_shed_total', 'reason', 'prio'),
      limited: view
        .totals('ratelimit_total', 'policy', 'outcome')
        .filter(({ labels }) => labels.outcome === 'denied')
        .map(({ labels, count }) => ({ labels: { policy: labels.policy }, count })),
      isDegraded: view.standing('ratelimit_degraded').some(({ value }) => value === 1),
    },
    work: describeWork(view),
    stores: describeStores(view),
    uploads: {
      bytesPerSecond: view.perSecond('upload_bytes_total'),
      inFlight: view.newest('jobs', ({ queue, state }) => queue === 'uploads' && state === 'receiving') ?? 0,
      outcomes: view.totals('upload_total', 'outcome'),
    },
    mail: {
      sentPerSecond: view.perSecond('email_total', ({ outcome }) => outcome === 'sent'),
      outcomes: view.totals('email_total', 'outcome'),
      templates: view.totals('email_total', 'template', 'outcome').slice(0, rowsShown),
      outboxAgeS: view.newest('outbox_age_seconds') ?? 0,
    },
    webhooks: {
      outcomes: view.totals('webhook_in_total', 'src', 'outcome'),
      lagP95S: quantile(view.spread('webhook_lag_seconds'), 0.95),
    },
    faults: view.totals('error_total', 'where'),
    processes: describeProcesses(all, window, nowMs),
  }
}

const rateRows = (
  view: SeriesView,
  name: MetricName,
  label: string,
  isError: (labels: Readonly<Record<string, string>>) => boolean,
): RateRow[] =>
  view
    .values(name, label)
    .slice(0, rowsShown)
    .map((value) => {
      const spread = view.spread(name, (labels) => labels[label] === value)
      const errors = view.total(name, (labels) => labels[label] === value && isError(labels))
      return {
        name: value,
        count: spread.count,
        errorShare: spread.count === 0 ? 0 : errors / spread.count,
        p50Ms: ms(quantile(spread, 0.5)),
        p95Ms: ms(quantile(spread, 0.95)),
        p99Ms: ms(quantile(spread, 0.99)),
        trend: view.perSecond(name, (labels) => labels[label] === value),
      }
    })

const describeWork = (view: SeriesView): OpsFigures['work'] => {
  const isWaiting = ({ state }: Readonly<Record<string, string>>): boolean => state === 'queued' || state === 'checking'
  const queues = [...view.values('jobs', 'queue')].sort()
  return {
    queues: queues.map((queue) => ({
      queue,
      states: view.totals('jobs', 'queue', 'state').flatMap(({ labels }) =>
        labels.queue === queue
          ? [
              {
                state: labels.state,
                count: view.newest('jobs', (own) => own.queue === queue && own.state === labels.state) ?? 0,
              },
            ]
          : [],
      ),
      oldestS: view.newest('job_age_seconds_max', (labels) => labels.queue === queue) ?? 0,
    })),
    depth: view.gaugeTrend('jobs', ['sum', 'most'], isWaiting),
    oldestS: view.gaugeTrend(
      'job_age_seconds_max',
      ['most', 'most'],
      ({ queue }) => queue === 'projects' || queue === 'renders',
    ),
    renderCount: view.total('render_seconds'),
    renderSpeed: quantile(view.spread('render_realtime_ratio'), 0.5),
    renderSpeedTrend: view.spreadTrend('render_realtime_ratio', (spread) => quantile(spread, 0.5)),
    renderP95S: quantile(view.spread('render_seconds'), 0.95),
    failures: view
      .totals('ffmpeg_exit_total', 'program', 'why', 'code')
      .filter(({ labels }) => labels.why !== 'none')
      .slice(0, rowsShown),
  }
}

const describeStores = (view: SeriesView): OpsFigures['stores'] => {
  const [total, idle, waiting] = (['pg_pool_total', 'pg_pool_idle', 'pg_pool_waiting'] as const).map(view.standing)
  const like = (list: typeof total, one: { process: string; labels: Readonly<Record<string, string>> }): number =>
    list?.find(({ process, labels }) => process === one.process && labels.pool === one.labels.pool)?.value ?? 0
  const p95 = (name: MetricName): Trend => view.spreadTrend(name, (spread) => ms(quantile(spread, 0.95)))
  return {
    pools: (total ?? []).map((one) => ({
      process: one.process,
      pool: one.labels.pool ?? '',
      total: one.value,
      idle: like(idle, one),
      waiting: like(waiting, one),
    })),
    waiting: view.gaugeTrend('pg_pool_waiting', ['sum', 'sum']),
    queryP95Ms: p95('pg_query_seconds'),
    slowCount: view.total('pg_slow_total'),
    redisP95Ms: p95('redis_cmd_seconds'),
    usedBytes: view.newest('storage_bytes', ({ kind }) => kind === 'used'),
    freeBytes: view.newest('storage_bytes', ({ kind }) => kind === 'free'),
    orphanBytes: view.newest('storage_bytes', ({ kind }) => kind === 'orphan'),
  }
}

const describeProcesses = (all: readonly ProcessSamples[], window: Window, nowMs: number): OpsFigures['processes'] =>
  all
    .flatMap(({ process, samples }) => {
      const last = samples.at(-1)
      if (last === undefined || nowMs - last.atMs > goneMs) return []
      const { atMs: lastSeenMs, rssBytes, cpuShare, loopShare } = last
      const memory: (number | null)[] = Array.from({ length: window.points }, () => null)
      for (const sample of samples) {
        const point = Math.floor((sample.atMs - window.fromMs) / window.stepMs)
        if (point >= 0 && point < window.points) memory[point] = sample.rssBytes
      }
      return [{ ...process, lastSeenMs, rssBytes, cpuShare, loopShare, memory }]
    })
    .sort((a, b) => (a.role === b.role ? a.startedAtMs - b.startedAtMs : a.role < b.role ? -1 : 1))
