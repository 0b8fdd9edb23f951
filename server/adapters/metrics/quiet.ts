import type { Metrics } from '@/server/ports/metrics'

/** Counts nothing: for commands and tests that nobody watches. */
export const quietMetrics: Metrics = {
  count: () => undefined,
  observe: () => undefined,
  gauge: () => undefined,
  onRead: () => undefined,
  text: async () => ({ contentType: 'text/plain', body: '' }),
  read: async () => [],
}
