import type { Inngest } from 'inngest'
import { cron } from 'inngest'
import {
  type CampaignId,
  campaignHours,
  campaigns,
  fanOutCampaign,
  finishCampaign,
  type Place,
} from '@/server/campaigns'
import type { AppContext } from '@/server/context'
import { eventNames } from '@/server/durable-events'
import { runVerb } from '../run-verb'

/** Pages of 500: a run has at most 1,000 steps. */
const maxPages = 900

/**
 * One function a campaign. Every hour it asks for the mail of those for whom it is that hour; killed half way it goes on from its last page, and
 * an hour that passed while nothing ran is made up for on the same date of the reader. `campaign/check` asks at once.
 */
export const campaignFunctions = (inngest: Inngest, app: AppContext) =>
  campaigns.map(({ id }) => onTheHour(inngest, app, id))

const onTheHour = (inngest: Inngest, app: AppContext, id: CampaignId) =>
  inngest.createFunction(
    {
      id: `campaign-${id}`,
      name: `Campaign: ${id.replaceAll('-', ' ')}`,
      triggers: [cron('0 * * * *'), { event: eventNames.campaignCheck }],
      retries: 8,
      // Two at once would ask for the same people; the hours of one that was skipped belong to the next.
      singleton: { mode: 'skip' },
    },
    async ({ step }) => {
      const hours = await step.run('find-hours', () => runVerb(() => campaignHours(app, id)))
      let place: Place | null | undefined
      let asked = 0
      for (let page = 0; place !== null && page < maxPages; page++) {
        const from: Place | undefined = place
        const result = await step.run(`ask-page-${page}`, () => runVerb(() => fanOutCampaign(app, id, hours, from)))
        place = result.next
        asked += result.asked
      }
      // What is left over is asked for in an hour, with what was asked already: that is the same events again.
      if (place === null) await step.run('finish', () => runVerb(() => finishCampaign(app, id, hours)))
      return { asked }
    },
  )
