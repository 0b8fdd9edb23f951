import { msToFrame } from '../time'
import type { EditList, MsRange, Rational, Shot } from '../types'

/** Kept frames `[startFrame, endFrame)` of the source that follow one another in one shot: nothing eases out of a span. */
export type Span = {
  readonly startFrame: number
  readonly endFrame: number
  /** Position in `shots`; -1 where no shot covers the span. */
  readonly shot: number
}

/** The kept ranges, cut at the first frame of every shot. Ranges without a frame give no span. */
export const cutIntoSpans = (edit: EditList, shots: readonly Shot[], fps: Rational): Span[] => {
  const shotFrames = shots
    .map((shot, index) => ({ index, startFrame: msToFrame(shot.startMs, fps), endFrame: msToFrame(shot.endMs, fps) }))
    .sort((a, b) => a.startFrame - b.startFrame || a.index - b.index)
  const spans: Span[] = []
  for (const range of sortedRanges(edit)) {
    const endFrame = msToFrame(range.endMs, fps)
    let startFrame = Math.max(msToFrame(range.startMs, fps), spans.at(-1)?.endFrame ?? 0, 0)
    let shot = -1
    for (const each of shotFrames) {
      if (each.startFrame >= endFrame) break
      if (each.startFrame > startFrame) {
        spans.push({ startFrame, endFrame: each.startFrame, shot })
        startFrame = each.startFrame
      }
      if (each.endFrame > startFrame) shot = each.index
    }
    if (endFrame > startFrame) spans.push({ startFrame, endFrame, shot })
  }
  return spans
}

const sortedRanges = (edit: EditList): MsRange[] =>
  [...edit.ranges].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
