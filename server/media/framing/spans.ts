import { msToFrame } from '../time'
import type { EditList, MsRange, Rational, Shot } from '../types'

/** Kept frames `[startFrame, endFrame)` of the source that follow one another in one shot: nothing eases out of a span. */
export type Span = {
  readonly startFrame: number
  readonly endFrame: number
  /** Position in `shots`; -1 where no shot covers the span. */
  readonly shot: number
  /** The shot's own frames (the span's where no shot covers it): what was seen in other shots is not seen here. */
  readonly shotStartFrame: number
  readonly shotEndFrame: number
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
    let shot: ShotFrames | null = null
    for (const each of shotFrames) {
      if (each.startFrame >= endFrame) break
      if (each.startFrame > startFrame) {
        spans.push(spanOf(startFrame, each.startFrame, shot))
        startFrame = each.startFrame
      }
      if (each.endFrame > startFrame) shot = each
    }
    if (endFrame > startFrame) spans.push(spanOf(startFrame, endFrame, shot))
  }
  return spans
}

type ShotFrames = { readonly index: number; readonly startFrame: number; readonly endFrame: number }

const spanOf = (startFrame: number, endFrame: number, shot: ShotFrames | null): Span => ({
  startFrame,
  endFrame,
  shot: shot?.index ?? -1,
  shotStartFrame: shot === null ? startFrame : Math.min(startFrame, shot.startFrame),
  shotEndFrame: shot === null ? endFrame : Math.max(endFrame, shot.endFrame),
})

const sortedRanges = (edit: EditList): MsRange[] =>
  [...edit.ranges].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
