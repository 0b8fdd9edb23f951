import type { Inngest } from 'inngest'
import { eventNames } from '@/server/durable-events'
import type { WorkContext } from '@/server/pipeline'
import { checkUpload, failUpload } from '@/server/uploads'
import { runVerb } from '../run-verb'
import { uploadData } from './event-data'

/** All bytes are there: is it a video, and which. */
export const checkUploadFunction = (inngest: Inngest, work: WorkContext) =>
  inngest.createFunction(
    {
      id: 'check-upload',
      name: 'Check an upload',
      triggers: [{ event: eventNames.uploadReceived }],
      retries: 4,
      concurrency: [{ limit: 4 }, { key: 'event.data.workspaceId', limit: 2 }],
      onFailure: async ({ event, step }) => {
        const upload = uploadData.parse(event.data.event.data)
        await step.run('fail-upload', () => runVerb(() => failUpload(work, upload, unreadable)))
      },
    },
    async ({ event, step }) => {
      const upload = uploadData.parse(event.data)
      return step.run('check-upload', () =>
        runVerb(() => checkUpload(work, work.media, upload), { shutdown: work.media.signal }),
      )
    },
  )

const unreadable = {
  code: 'internal',
  message: 'The video could not be looked at, and trying again did not help. Upload it once more.',
} as const
