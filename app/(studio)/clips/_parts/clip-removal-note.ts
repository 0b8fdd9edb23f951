import type { ClipCardData } from './types'

const renderNote = 'What was being rendered is cancelled and stays so after Undo: render it again from the clip’s page.'

/** What the toast of a removal must say beside Undo: a clip comes back, a render that was under way does not by itself. */
export const clipRemovalNote = (made: readonly Pick<ClipCardData, 'state'>[]): { readonly description?: string } =>
  made.some(({ state }) => state === 'queued' || state === 'rendering') ? { description: renderNote } : {}
