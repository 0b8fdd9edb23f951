import type { Figure, Metrics } from '@/server/ports/metrics'
import { quietMetrics } from './quiet'

const everyMs = 250
/** While nobody takes them: the latest are kept. */
const mostKept = 10_000

/**
 * Counts into another process's registry: what the front counts is read with what the app behind it counts. `send` is given some at a time and says whether they
 * were taken; what was not is kept, and given again with what came since.
 */
export const createRelayMetrics = (send: (figures: readonly Figure[]) => boolean): Metrics => {
  let waiting: Figure[] = []
  let isDue = false
  const flushSoon = () => {
    if (isDue) return
    isDue = true
    setTimeout(flush, everyMs).unref()
  }
  const flush = () => {
    isDue = false
    if (send(waiting)) waiting = []
    else flushSoon()
  }
  const note = (figure: Figure) => {
    waiting.push(figure)
    if (waiting.length > mostKept) waiting.shift()
    flushSoon()
  }
  return {
    ...quietMetrics,
    count: (name, labels, by = 1) => note(['count', name, labels, by]),
    observe: (name, labels, value) => note(['observe', name, labels, value]),
    gauge: (name, labels, value) => note(['gauge', name, labels, value]),
  }
}
