import type { AppContext } from './context'
import type { DurableEvent } from './ports/events'
/** What listeners to a project's changes, its clips' too, subscribe to. */
export const projectTopic = (id: string): string => `project:${id}`

/**
 * Tells who is looking, and the durable functions, what a transaction has just decided. Never throws: what is true is in the database,
 * and the sweep sends again what was not heard.
 */
export const announce = async (
  ctx: Pick<AppContext, 'ports' | 'log' | 'requestId'>,
  projectId: string,
  events: readonly DurableEvent[] = [],
): Promise<void> => {
  ctx.ports.live.publish(projectTopic(projectId))
  if (events.length === 0) return
  try {
    await ctx.ports.events.send(events)
  } catch (error) {
    ctx.log.warn('durable work could not be announced; the sweep will', {
      events: events.map(({ id }) => id),
      requestId: ctx.requestId,
      cause: String(error),
    })
  }
}
