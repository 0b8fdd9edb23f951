import { createJsonLog } from './adapters/log/json'
import { shareMetrics } from './adapters/metrics'
import { createRelayMetrics } from './adapters/metrics/relay'
import type { Log } from './ports/log'
import type { Figure, Metrics } from './ports/metrics'

/**
 * What the front of a web process has from its first moment on; the stores come later (compose-app.ts), and count with the same metrics. `send` hands figures to
 * the app behind it, whose registry is the one that is read.
 */
export const composeFront = (
  send: (figures: readonly Figure[]) => void,
): { readonly log: Log; readonly metrics: Metrics } => {
  const metrics = createRelayMetrics(send)
  shareMetrics(metrics)
  return { log: createJsonLog(), metrics }
}
