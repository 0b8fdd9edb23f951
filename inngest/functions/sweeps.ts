import type { Inngest } from 'inngest'
import { cron } from 'inngest'
import type { AppContext } from '@/server/context'
import { endTrials, renewDueCredits } from '@/server/credits'
import { deliverQueuedMail } from '@/server/notifications'
import { sweepWork } from '@/server/pipeline'
import { purgeRemoved } from '@/server/projects'
import { expireUploads, purgeObjects } from '@/server/uploads'
import { runVerb } from '../run-verb'

type Sweep = {
  readonly id: string
  readonly name: string
  readonly schedule: string
  readonly verb: (app: AppContext) => Promise<unknown>
}

/** What looks after the rest, by the clock. Each may be missed or repeated: the next one finds what is left. */
const sweeps: readonly Sweep[] = [
  { id: 'sweep-work', name: 'Find work that stands still', schedule: '* * * * *', verb: sweepWork },
  { id: 'deliver-mail', name: 'Send mail that waits', schedule: '* * * * *', verb: deliverQueuedMail },
  { id: 'purge-removed', name: 'Delete what was removed', schedule: '* * * * *', verb: purgeRemoved },
  { id: 'expire-uploads', name: 'End abandoned uploads', schedule: '*/5 * * * *', verb: expireUploads },
  { id: 'end-trials', name: 'End trials', schedule: '*/10 * * * *', verb: endTrials },
  { id: 'renew-credits', name: 'Begin new months of credits', schedule: '5 * * * *', verb: renewDueCredits },
  { id: 'purge-objects', name: 'Bring files and tables together', schedule: '20 3 * * *', verb: purgeObjects },
]

export const sweepFunctions = (inngest: Inngest, app: AppContext) =>
  sweeps.map(({ id, name, schedule, verb }) =>
    inngest.createFunction(
      // One that is still at it when its time comes again is enough.
      { id, name, triggers: [cron(schedule)], retries: 1, singleton: { mode: 'skip' } },
      ({ step }) => step.run(id, () => runVerb(() => verb(app))),
    ),
  )
