import type { Inngest } from 'inngest'
import { sendCampaign } from '@/server/campaigns'
import type { AppContext } from '@/server/context'
import { eventNames } from '@/server/durable-events'
import { runVerb } from '../run-verb'
import { readerDueData } from './event-data'

/** One person's mail of one campaign is written; the sweep of waiting mail sends it at the provider's pace. */
export const campaignSend = (inngest: Inngest, app: AppContext) =>
  inngest.createFunction(
    {
      id: 'campaign-send',
      name: 'Write a campaign mail',
      triggers: [{ event: eventNames.campaignReaderDue }],
      retries: 8,
      // Ten thousand at once must leave room for what people wait for.
      concurrency: [{ limit: 4 }],
    },
    async ({ event, step }) => {
      const due = readerDueData.parse(event.data)
      return step.run('send-campaign', () => runVerb(() => sendCampaign(app, due)))
    },
  )
