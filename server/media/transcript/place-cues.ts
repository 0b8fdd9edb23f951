import type { MsRange } from '../types'
import { fillGaps } from './align-gaps'
import { settleRanges } from './align-placement'
import { splitWords } from './align-text'
import { cutPieces } from './align-windows'

export type PlacedWord = MsRange & { readonly text: string }

/**
 * Words where their cues say, each with a share of its cue by its length: all that is known without sound. Whole milliseconds, in order,
 * within the source; null when there are more words than milliseconds. The cues are in order.
 */
export const placeCues = (
  cues: readonly (MsRange & { readonly text: string })[],
  durationMs: number,
): PlacedWord[] | null => {
  const timed = cues.map((cue) => ({ ...cue, endMs: Math.min(cue.endMs, durationMs), words: splitWords(cue.text) }))
  const words = timed.flatMap((cue) => cue.words)
  const nothingFound = words.map(() => null)
  const settled = settleRanges(fillGaps(nothingFound, words, cutPieces(timed, []), [], durationMs), durationMs)
  return settled && words.map((text, index) => ({ text, ...(settled[index] ?? { startMs: 0, endMs: 0 }) }))
}
