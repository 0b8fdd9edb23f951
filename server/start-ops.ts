import type { App } from './compose-app'
import { type Sampler, startSampler, watchGauges } from './platform'

/** Figures of one process that are looked up, and a sample of them all every ten seconds, from now on. */
export const startOps = ({ context, pool }: App, role: 'web' | 'worker'): Sampler => {
  const { metrics } = context.ports
  metrics.onRead('pool', () => {
    metrics.gauge('pg_pool_total', { pool: 'app' }, pool.totalCount)
    metrics.gauge('pg_pool_idle', { pool: 'app' }, pool.idleCount)
    metrics.gauge('pg_pool_waiting', { pool: 'app' }, pool.waitingCount)
  })
  watchGauges(context)
  return startSampler(context, role)
}
