import type { Inngest } from 'inngest'
import type { AppContext } from '@/server/context'
import { campaignFunctions } from './functions/campaign-crons'
import { campaignSend } from './functions/campaign-send'
import { closeCancelledFunction } from './functions/close-cancelled'
import { startWaitingFunction } from './functions/start-waiting'
import { sweepFunctions } from './functions/sweeps'

export { createInngest } from './client'

/** Functions without media work: a web process can serve them too. Those that need ffmpeg are in `worker.ts`, which no page imports. */
export const webFunctions = (inngest: Inngest, app: AppContext) => [
  startWaitingFunction(inngest, app),
  closeCancelledFunction(inngest, app),
  ...campaignFunctions(inngest, app),
  campaignSend(inngest, app),
  ...sweepFunctions(inngest, app),
]
