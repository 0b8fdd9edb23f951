import { randomUUID } from 'node:crypto'
import os from 'node:os'
import { performance } from 'node:perf_hooks'
import type { AppContext } from '@/server/context'
import { toJson } from '@/server/db/json'
import type { MetricSeries } from '@/server/ports/metrics'
import { changesBetween } from './changes'
import type { OpsProcess, OpsSample } from './types'

const sampleEveryMs = 10_000
/** An hour: what the table keeps, and what waits here for a database that is away. */
const samplesKept = 360
export const keptMs = sampleEveryMs * samplesKept
/** How often what is older than that is deleted. */
const pruneEvery = 30

export type Sampler = {
  readonly process: OpsProcess
  /** Takes one now; for tests and for the loop. */
  sample(): Promise<void>
  stop(): void
}

/**
 * Takes a sample of this process every ten seconds and puts it in the table where every web process finds those of all others, an hour of them:
 * PostgreSQL is there in every installation and a worker listens on no port, so that nobody needs to know where the others are. While the
 * database is away, samples wait here, the last hour's.
 */
export const startSampler = (
  ctx: AppContext,
  role: OpsProcess['role'],
  { everyMs = sampleEveryMs }: { readonly everyMs?: number } = {},
): Sampler => {
  const about: OpsProcess = {
    id: randomUUID(),
    role,
    pid: process.pid,
    host: os.hostname(),
    startedAtMs: ctx.clock.now(),
    version: ctx.config.version,
  }
  let waiting: readonly OpsSample[] = []
  let last: readonly MetricSeries[] = []
  let lastMs = performance.now()
  let lastCpu = process.cpuUsage()
  let lastLoop = performance.eventLoopUtilization()
  let taken = 0

  const take = async (): Promise<OpsSample> => {
    const read = await ctx.ports.metrics.read()
    const nowMs = performance.now()
    const spanMs = Math.max(1, nowMs - lastMs)
    const cpu = process.cpuUsage(lastCpu)
    const loop = performance.eventLoopUtilization()
    const sample: OpsSample = {
      atMs: ctx.clock.now(),
      spanMs: Math.round(spanMs),
      rssBytes: process.memoryUsage.rss(),
      cpuShare: (cpu.user + cpu.system) / 1_000 / spanMs,
      loopShare: performance.eventLoopUtilization(loop, lastLoop).utilization,
      changes: changesBetween(last, read),
    }
    last = read
    lastMs = nowMs
    lastCpu = process.cpuUsage()
    lastLoop = loop
    return sample
  }

  const publish = async (): Promise<void> => {
    const published = waiting
    const data = published.map((sample) => ({
      processId: about.id,
      at: new Date(sample.atMs),
      data: toJson({ process: about, sample }),
    }))
    await ctx.db.opsSample.createMany({ data, skipDuplicates: true })
    waiting = waiting.filter((sample) => !published.includes(sample))
    if (taken++ % pruneEvery === 0)
      await ctx.db.opsSample.deleteMany({ where: { at: { lt: new Date(ctx.clock.now() - keptMs) } } })
  }

  const sample = async (): Promise<void> => {
    waiting = [...waiting, await take()].slice(-samplesKept)
    await publish()
  }

  let isStopped = false
  let timer: NodeJS.Timeout
  // A chain, not an interval: a slow database must not make one wait for the other.
  const next = (): void => {
    timer = setTimeout(() => {
      void sample()
        .catch((error: unknown) =>
          ctx.log.warn('the sample of this process was not published', { cause: String(error) }),
        )
        .finally(() => {
          if (!isStopped) next()
        })
    }, everyMs)
    timer.unref()
  }
  next()
  return {
    process: about,
    sample,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
