import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolutionMs = 20
const lookMs = 100
/** What the guard judges by: the last 500 ms of a loop that is on time. A loop that is not has fewer looks, each over a longer time. */
const looksForMean = 5
/** Long enough to cover a deadline of a health check. */
const looksKept = 20

export type LoopDelay = {
  /** How much later than due timers ran, on average, in the last half second; 0 is a loop that is always free. */
  meanMs(): number
  /** The longest standstill that ended after this instant of `performance.now()`. */
  longestSince(startMs: number): number
  stop(): void
}

type Look = { readonly endedAt: number; readonly count: number; readonly sumMs: number; readonly maxMs: number }

/**
 * Watches how long the event loop keeps others waiting. A mean over several looks, so that one slow turn (a big JSON, a garbage collection)
 * turns nobody away, and a loop that is late at every turn is seen within as many turns.
 */
export const watchLoopDelay = (): LoopDelay => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  let looks: Look[] = []
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs)
  const look = () => {
    if (histogram.count === 0) return
    const taken = { count: histogram.count, sumMs: histogram.count * late(histogram.mean), maxMs: late(histogram.max) }
    looks = [...looks, { ...taken, endedAt: performance.now() }].slice(-looksKept)
    histogram.reset()
  }
  const timer = setInterval(look, lookMs)
  timer.unref()
  return {
    meanMs: () => {
      const last = looks.slice(-looksForMean)
      const count = last.reduce((sum, each) => sum + each.count, 0)
      return count === 0 ? 0 : last.reduce((sum, each) => sum + each.sumMs, 0) / count
    },
    longestSince: (startMs) =>
      Math.max(
        0,
        histogram.count === 0 ? 0 : late(histogram.max),
        ...looks.filter(({ endedAt }) => endedAt >= startMs).map(({ maxMs }) => maxMs),
      ),
    stop: () => {
      clearInterval(timer)
      histogram.disable()
    },
  }
}
