import { formatBytes, formatPlural } from '@/app/_ui/format'
import type { ProjectData } from '../../clips/_parts/types'
import type { EndedWork } from './types'

export type Deed = 'cancel' | 'remove'
type AtWork = Pick<ProjectData, 'status' | 'credits' | 'upload'>

/** What is given up with work whose video is still on its way; null where it is here. */
const uploadWords = ({ status, upload }: AtWork): string | null => {
  if (status !== 'waiting' || upload?.state !== 'receiving') return null
  return `${formatBytes(upload.offsetBytes)} of ${upload.fileName} is here. Unless another project waits for the same video, the upload stops and nothing of it is kept. Nothing was charged.`
}

const creditWords = ({ credits: { reserved, keptIfCancelled } }: AtWork): string => {
  const is = (count: number, one: string, many: string) =>
    `${formatPlural(count, 'credit')} ${count === 1 ? one : many}`
  if (keptIfCancelled > 0)
    return `A clip is finished already: the ${is(keptIfCancelled, 'of this video is used and does', 'of this video are used and do')} not come back.`
  return reserved > 0
    ? `No clip is finished yet: ${is(reserved, 'goes', 'go')} back to your balance.`
    : 'Nothing was charged for this start.'
}

/** What ending the work now does, asked before it is done. */
export const endQuestion = (project: AtWork, deed: Deed): string => {
  const isLost = uploadWords(project)
  if (isLost !== null) return isLost
  const { reserved, keptIfCancelled } = project.credits
  const after =
    deed === 'remove'
      ? 'Undo brings the project back; its work stays cancelled.'
      : keptIfCancelled > 0
        ? 'Finished clips stay yours, the others are not made. Starting it again goes on from here and costs no more.'
        : `Starting it again goes on from here${reserved > 0 ? ' and takes as many' : ''}.`
  return `${creditWords(project)} ${after}`
}

/** Whether ending it gives anything up that must be asked about. */
export const isWorthAsking = (project: AtWork): boolean => project.credits.reserved > 0 || uploadWords(project) !== null

/** What a cancel did. */
export const cancelledWords = ({ returned, used, isUploadStopped }: EndedWork): string => {
  if (isUploadStopped) return 'The upload was stopped, and nothing of it was kept. Nothing was charged.'
  const credits =
    returned > 0
      ? `${formatPlural(returned, 'credit')} went back to your balance.`
      : used > 0
        ? `${formatPlural(used, 'credit')} ${used === 1 ? 'was' : 'were'} used, for the clips that were finished.`
        : 'Nothing was charged.'
  return `${credits} You can start it again.`
}
