const tickMs = 20
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

type Look = { readonly beganAt: number; endedAt: number; count: number; sumMs: number; maxMs: number }

const newLook = (beganAt: number): Look => ({ beganAt, endedAt: beganAt, count: 0, sumMs: 0, maxMs: 0 })

/**
 * Watches how long the event loop keeps others waiting, by a timer of its own (Node's histogram forgets the first delay after each reset, which
 * is the one that matters). A mean over several looks, so that one slow turn (a big JSON, a garbage collection) turns nobody away, and a loop
 * that is late at every turn is seen within as many turns.
 */
export const watchLoopDelay = (): LoopDelay => {
  let tickedAt = performance.now()
  let current = newLook(tickedAt)
  let looks: Look[] = []
  const timer = setInterval(() => {
    const now = performance.now()
    const lateMs = Math.max(0, now - tickedAt - tickMs)
    tickedAt = now
    current.endedAt = now
    current.count += 1
    current.sumMs += lateMs
    current.maxMs = Math.max(current.maxMs, lateMs)
    if (now - current.beganAt < lookMs) return
    looks = [...looks, current].slice(-looksKept)
    current = newLook(now)
  }, tickMs)
  timer.unref()
  return {
    meanMs: () => {
      const last = looks.slice(-looksForMean)
      const count = last.reduce((sum, each) => sum + each.count, 0)
      return count === 0 ? 0 : last.reduce((sum, each) => sum + each.sumMs, 0) / count
    },
    longestSince: (startMs) =>
      Math.max(
        // The one that is going on.
        performance.now() - tickedAt - tickMs,
        0,
        ...[...looks, current].filter(({ endedAt }) => endedAt >= startMs).map(({ maxMs }) => maxMs),
      ),
    stop: () => clearInterval(timer),
  }
}
