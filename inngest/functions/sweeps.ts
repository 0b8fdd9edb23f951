import type { Inngest } from 'inngest'
import { cron } from 'inngest'
import { sweepAccounts } from '@/server/accounts'
import type { AppContext } from '@/server/context'
import { endTrials, renewDueCredits } from '@/server/credits'
import { eventNames } from '@/server/durable-events'
import { deliverQueuedMail } from '@/server/notifications'
import { sweepWork, trimArtifacts, type WorkContext } from '@/server/pipeline'
import { pruneTimings, purgeRemoved } from '@/server/projects'
import { expireUploads, purgeObjects, sweepSources } from '@/server/uploads'
import { runVerb } from '../run-verb'

type Sweep<Context> = {
  readonly id: string
  readonly name: string
  readonly schedule: string
  /** Asks for it at once. */
  readonly event?: string
  readonly verb: (ctx: Context) => Promise<unknown>
}

/** What looks after the rest, by the clock. Each may be missed or repeated: the next one finds what is left. */
const sweeps: readonly Sweep<AppContext>[] = [
  { id: 'sweep-work', name: 'Find work that stands still', schedule: '* * * * *', verb: sweepWork },
  {
    id: 'deliver-mail',
    name: 'Send mail that waits',
    schedule: '* * * * *',
    event: eventNames.mailCheck,
    verb: deliverQueuedMail,
  },
  { id: 'purge-removed', name: 'Delete what was removed', schedule: '* * * * *', verb: purgeRemoved },
  { id: 'expire-uploads', name: 'End abandoned uploads', schedule: '*/5 * * * *', verb: expireUploads },
  { id: 'sweep-sources', name: 'Delete videos nobody started with', schedule: '25 * * * *', verb: sweepSources },
  { id: 'end-trials', name: 'End trials', schedule: '*/10 * * * *', verb: endTrials },
  { id: 'renew-credits', name: 'Begin new months of credits', schedule: '5 * * * *', verb: renewDueCredits },
  {
    id: 'sweep-accounts',
    name: 'Remove sessions and links that are over',
    schedule: '50 3 * * *',
    verb: sweepAccounts,
  },
  { id: 'prune-timings', name: 'Forget old timings of stages', schedule: '35 3 * * *', verb: pruneTimings },
  { id: 'purge-objects', name: 'Bring files and tables together', schedule: '20 3 * * *', verb: purgeObjects },
]

/** What each machine's own disk needs. */
const machineSweeps: readonly Sweep<WorkContext>[] = [
  { id: 'trim-artifacts', name: 'Keep stage results within their budget', schedule: '40 * * * *', verb: trimArtifacts },
]

export const sweepFunctions = (inngest: Inngest, app: AppContext) => sweeps.map((sweep) => onTime(inngest, app, sweep))

export const machineSweepFunctions = (inngest: Inngest, work: WorkContext) =>
  machineSweeps.map((sweep) => onTime(inngest, work, sweep))

const onTime = <Context>(inngest: Inngest, ctx: Context, { id, name, schedule, event, verb }: Sweep<Context>) =>
  inngest.createFunction(
    // One that is still at it when its time comes again is enough.
    {
      id,
      name,
      triggers: [cron(schedule), ...(event === undefined ? [] : [{ event }])],
      retries: 1,
      singleton: { mode: 'skip' },
    },
    ({ step }) => step.run(id, () => runVerb(() => verb(ctx))),
  )
