import type { Figure, Metrics } from '@/server/ports/metrics'
import { quietMetrics } from './quiet'

const everyMs = 250
/** While nobody takes them: the latest are kept. */
const mostKept = 10_000

/** Counts into another process's registry: what the front counts is read with what the app behind it counts. `send` is given some at a time. */
export const createRelayMetrics = (send: (figures: readonly Figure[]) => void): Metrics => {
  let waiting: Figure[] = []
  const flush = () => {
    const figures = waiting
    waiting = []
    send(figures)
  }
  const note = (figure: Figure) => {
    if (waiting.length === 0) setTimeout(flush, everyMs).unref()
    if (waiting.length < mostKept) waiting.push(figure)
  }
  return {
    ...quietMetrics,
    count: (name, labels, by = 1) => note(['count', name, labels, by]),
    observe: (name, labels, value) => note(['observe', name, labels, value]),
    gauge: (name, labels, value) => note(['gauge', name, labels, value]),
  }
}
