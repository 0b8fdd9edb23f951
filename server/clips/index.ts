export { removeClip, renameClip, restoreClip } from './change-clip'
export { type ClipCard, clipCardSelect, toClipCard } from './clip-card'
export { createFromRange } from './create-from-range'
export { describeOutcome } from './describe-outcome'
export { findMore } from './find-more'
export { type ClipView, getClip } from './get-clip'
export { listMailClips } from './list-mail-clips'
export { countMade, findTried, hasMade, listBestMade, type Made, type Tried } from './made-by'
export { type ClipPlan, planClip } from './plan-clip'
export { readEvidence } from './read-evidence'
export { renderFileKeys, renderOfFile } from './render-files'
export { cancelOpenRenders, moveRender } from './render-state'
export type { RenderView } from './render-view'
export { cancelRender, type QueuedRender, queueRender, requestRender, retryRender } from './request-render'
export {
  clipIdSchema,
  createFromRangeSchema,
  findMoreSchema,
  type RenderChoice,
  renameClipSchema,
  renderChoiceSchema,
  renderIdSchema,
  requestRenderSchema,
} from './schemas'
