import type { Inngest } from 'inngest'
import type { WorkContext } from '@/server/pipeline'
import { checkUploadFunction } from './functions/check-upload'
import { importLinkFunction } from './functions/import-link'
import { processProject } from './functions/process-project'
import { renderClip } from './functions/render-clip'
import { machineSweepFunctions } from './functions/sweeps'
import { webFunctions } from './index'

/** Everything: a worker does the media work and, where it is the only one, the rest as well. */
export const workerFunctions = (inngest: Inngest, work: WorkContext) => [
  checkUploadFunction(inngest, work),
  importLinkFunction(inngest, work),
  processProject(inngest, work),
  renderClip(inngest, work),
  ...machineSweepFunctions(inngest, work),
  ...webFunctions(inngest, work),
]
