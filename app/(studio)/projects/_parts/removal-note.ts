import type { EndedWork } from './types'

/** What the toast of a removal must say beside Undo: the project comes back, the work on it does not by itself. */
export const removalNote = (ended: EndedWork | null): { readonly description?: string } => {
  if (ended === null) return {}
  return {
    description: ended.isUploadStopped
      ? 'Its upload was stopped and nothing of it was kept: Undo brings the project back without its video.'
      : 'Its work was cancelled and stays so after Undo: start it again from its page.',
  }
}
