import type { Inngest } from 'inngest'
import type { AppContext } from '@/server/context'
import { startWaitingFunction } from './functions/start-waiting'
import { sweepFunctions } from './functions/sweeps'

export { createInngest } from './client'

/** Functions without media work: a web process can serve them too. Those that need ffmpeg are in `worker.ts`, which no page imports. */
export const webFunctions = (inngest: Inngest, app: AppContext) => [
  startWaitingFunction(inngest, app),
  ...sweepFunctions(inngest, app),
]
