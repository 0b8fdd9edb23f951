import type { ProjectData } from '../../clips/_parts/types'

const workNote = 'Its work was cancelled and stays so after Undo: start it again from its page.'

/** What the toast of a removal must say beside Undo: the project comes back, the work on it does not by itself. */
export const removalNote = (status: ProjectData['status'] | undefined): { readonly description?: string } =>
  status === 'waiting' || status === 'queued' || status === 'working' ? { description: workNote } : {}
