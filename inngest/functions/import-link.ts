import type { Inngest } from 'inngest'
import { eventNames } from '@/server/durable-events'
import type { WorkContext } from '@/server/pipeline'
import { failUpload, importUpload } from '@/server/uploads'
import { runVerb } from '../run-verb'
import { uploadData } from './event-data'

/** Fetches what somebody gave the address of. */
export const importLinkFunction = (inngest: Inngest, work: WorkContext) =>
  inngest.createFunction(
    {
      id: 'import-link',
      name: 'Fetch a video by its address',
      triggers: [{ event: eventNames.importRequested }],
      retries: 4,
      // A person's, not a workspace's: one can have many workspaces. A slow sender may keep its place for hours.
      concurrency: [{ limit: 16 }, { key: 'event.data.userId', limit: 2 }],
      // The sweep asks again for what is quiet, and can't see what waits for its turn.
      singleton: { key: 'event.data.uploadId', mode: 'skip' },
      onFailure: async ({ event, step }) => {
        const upload = uploadData.parse(event.data.event.data)
        await step.run('fail-upload', () => runVerb(() => failUpload(work, upload, unreachable)))
      },
    },
    async ({ event, step }) => {
      const upload = uploadData.parse(event.data)
      return step.run('fetch-video', () =>
        runVerb(() => importUpload(work, { ...upload, signal: work.media.signal }), { shutdown: work.media.signal }),
      )
    },
  )

const unreachable = {
  code: 'import_failed',
  message: 'The video could not be fetched, and trying again did not help. Check the address, or upload the file.',
} as const
