import { durationMs, overlapMs } from '../time'
import type { MsRange } from '../types'

/** Two clips may share this much of the shorter one. */
export const maxOverlapShare = 0.2

/** Share of the shorter one. */
export const overlapShare = (a: MsRange, b: MsRange): number =>
  overlapMs(a, b) / Math.max(1, Math.min(durationMs(a), durationMs(b)))
