import type { AppContext } from '@/server/context'
import type { OnServiceAnswer } from '@/server/service-answer'

/** The same answer again is written no more often: a long video asks hundreds of times. */
const everyMs = 30_000

/**
 * Keeps how each service that others run answered last, where the health checks of web processes find it: it is workers that ask them. What a
 * database that is away does not take is forgotten; the next answer says it anew.
 */
export const createServiceNotes = ({ db, clock, log }: Pick<AppContext, 'db' | 'clock' | 'log'>): OnServiceAnswer => {
  const noted = new Map<string, { readonly worked: boolean; readonly atMs: number }>()
  return (service, problem) => {
    const atMs = clock.now()
    const worked = problem === null
    const before = noted.get(service)
    if (before !== undefined && before.worked === worked && atMs - before.atMs < everyMs) return
    noted.set(service, { worked, atMs })
    const at = new Date(atMs)
    const outcome = worked ? { workedAt: at } : { failedAt: at, problem }
    void db.serviceOutcome
      .upsert({ where: { service }, create: { service, ...outcome }, update: outcome })
      .catch((error: unknown) => {
        noted.delete(service)
        log.warn('how a service answered was not noted', { service, cause: String(error) })
      })
  }
}
