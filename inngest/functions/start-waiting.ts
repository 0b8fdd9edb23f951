import type { Inngest } from 'inngest'
import type { AppContext } from '@/server/context'
import { eventNames } from '@/server/durable-events'
import { startWaiting } from '@/server/projects'
import { runVerb } from '../run-verb'
import { uploadData } from './event-data'

/** An upload has become a video, or never will: projects that wait for it go on. */
export const startWaitingFunction = (inngest: Inngest, app: AppContext) =>
  inngest.createFunction(
    {
      id: 'start-waiting',
      name: 'Start projects that wait for a video',
      triggers: [{ event: eventNames.sourceReady }, { event: eventNames.uploadFailed }],
      retries: 4,
    },
    async ({ event, step }) => {
      const upload = uploadData.parse(event.data)
      return step.run('start-waiting', () => runVerb(() => startWaiting(app, upload)))
    },
  )
