import type { AspectId, EditList, FramingPlan } from '../types'
import { emptyReport } from './empty-report'

/** A source without a picture has nothing to frame: the renderer draws a plain background behind the captions. */
export const soundOnlyFraming = (aspect: AspectId, edit: EditList): FramingPlan => {
  const tMs = edit.ranges[0]?.startMs ?? 0
  return {
    version: 1,
    aspect,
    mode: 'fit',
    keyframes: [{ tMs, mode: 'fit', reason: 'The source has no picture.', confidence: 1, origin: 'auto' }],
    camera: [{ tMs, x: 0, y: 0, w: 1, h: 1, cut: true }],
    report: emptyReport,
  }
}
