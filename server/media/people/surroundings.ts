import type { MsRange } from '../types'

/** What the camera may need to look ahead and back. */
const surroundingsMs = 5_000

/** Faces are looked for this far around a candidate first. */
export const surroundings = (range: MsRange, sourceMs: number): MsRange => ({
  startMs: Math.max(0, range.startMs - surroundingsMs),
  endMs: Math.min(sourceMs, range.endMs + surroundingsMs),
})
