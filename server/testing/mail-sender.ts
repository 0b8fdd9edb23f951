import { type ReaderDue, sendCampaign } from '@/server/campaigns'
import { createApp } from '@/server/compose-app'
import { deliverQueuedMail } from '@/server/notifications'

/**
 * A process that does one thing with mail, for tests that kill it: `mail-sender.ts deliver`, or `mail-sender.ts campaign '{"campaign": …}'`. It
 * is the product's own composition; the environment says which provider.
 */
const [what, input = '{}'] = process.argv.slice(2)
const app = await createApp('worker')
const result =
  what === 'campaign'
    ? await sendCampaign(app.context, JSON.parse(input) as ReaderDue)
    : await deliverQueuedMail(app.context)
await app.close()
console.log(`done: ${result}`)
process.exit(0)
