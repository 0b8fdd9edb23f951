import type { Box } from '../types'
import { wholeFrame } from './camera-at'
import type { FocusSpan } from './focus-span'
import type { Subject } from './subjects'

/** One span as it will be seen, and what was there to be seen. */
export type SeenSpan = {
  /** The crop in each frame. */
  readonly boxes: readonly Box[]
  /** Frames (of the span) that are jumped to; the first always is. */
  readonly cuts: readonly number[]
  readonly subjects: readonly Subject[]
  readonly talk: readonly Float64Array[]
  /** Positions in `subjects` that each frame is framed for. */
  readonly shown: readonly (readonly number[])[]
}

/** What a span shows under its `focus` camera. */
export const seenInFocus = ({ takes, subjects, talk }: FocusSpan): SeenSpan => ({
  boxes: takes.flatMap((take) => take.boxes),
  cuts: takes.map((take) => take.start),
  subjects,
  talk,
  shown: takes.flatMap((take) => take.boxes.map(() => take.who)),
})

/** What the whole frame shows of the same span. */
export const seenInFit = (focused: FocusSpan): SeenSpan => {
  const seen = seenInFocus(focused)
  return { ...seen, boxes: seen.boxes.map(() => wholeFrame), cuts: [] }
}
