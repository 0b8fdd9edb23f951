import type { Inngest } from 'inngest'
import type { AppContext } from '@/server/context'
import { eventNames } from '@/server/durable-events'
import { closeCancelled } from '@/server/pipeline'
import { runVerb } from '../run-verb'
import { renderData } from './event-data'

/** The run of a cancelled render is ended where it stands: whether its project ends with it is asked here. */
export const closeCancelledFunction = (inngest: Inngest, app: AppContext) =>
  inngest.createFunction(
    {
      id: 'close-cancelled',
      name: 'End a project with its last open render',
      triggers: [{ event: eventNames.renderCancelled }],
      retries: 4,
    },
    async ({ event, step }) => {
      const render = renderData.parse(event.data)
      return step.run('close-project', () => runVerb(() => closeCancelled(app, render)))
    },
  )
