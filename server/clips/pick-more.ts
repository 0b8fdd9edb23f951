import { maxOverlapShare, overlapShare } from '@/server/media/moments/overlap'
import type { MsRange } from '@/server/media/types'

/** So many at a time: enough to look at, few enough to wait for. */
export const morePerAsk = 3
/** Of a hundred. Below, a moment holds little that anybody would stop for; it can still be cut by hand. */
export const leastScore = 40

type Refused = MsRange & { readonly score: number; readonly boundary: { readonly warnings: readonly string[] } }

/**
 * The best of the moments that were passed over for others: whole, good enough, and showing nothing of what there is a clip of already, by
 * the rule that the first choice follows.
 */
export const pickMore = <T extends Refused>(refused: readonly T[], clips: readonly MsRange[]): readonly T[] => {
  const picked: T[] = []
  for (const moment of [...refused].sort((a, b) => b.score - a.score || a.startMs - b.startMs)) {
    if (picked.length === morePerAsk || moment.score < leastScore) break
    const isNew = [...clips, ...picked].every((other) => overlapShare(moment, other) <= maxOverlapShare)
    if (isNew && moment.boundary.warnings.length === 0) picked.push(moment)
  }
  return picked
}
