import type { ProjectData } from '../../../clips/_parts/types'

/** Its video is here or still comes. Else nothing of it was kept, and only another upload helps. */
export const mayStartAgain = ({ source, upload }: Pick<ProjectData, 'source' | 'upload'>): boolean =>
  source !== null || (upload !== null && (upload.source !== null || isComing(upload)))

export const isComing = ({ state }: NonNullable<ProjectData['upload']>): boolean =>
  state === 'receiving' || state === 'checking'
