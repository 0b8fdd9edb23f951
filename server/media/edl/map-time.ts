import { durationMs, overlapMs, totalMs } from '../time'
import type { EditList, MsRange, Word } from '../types'

export const editDurationMs = (edit: EditList): number => totalMs(edit.ranges)

/** Where a source time comes to lie in the clip, or null where it was cut away. */
export const sourceToOutputMs = (edit: EditList, ms: number): number | null => {
  let offsetMs = 0
  for (const range of edit.ranges) {
    if (ms < range.startMs) return null
    if (ms < range.endMs) return offsetMs + ms - range.startMs
    offsetMs += durationMs(range)
  }
  return null
}

/** Which source time is shown at a time of the clip. Times outside the clip are held at its first and last instant. */
export const outputToSourceMs = (edit: EditList, ms: number): number => {
  let offsetMs = 0
  for (const range of edit.ranges) {
    const length = durationMs(range)
    if (ms < offsetMs + length) return range.startMs + Math.max(0, ms - offsetMs)
    offsetMs += length
  }
  return edit.ranges.at(-1)?.endMs ?? 0
}

/** A word belongs to the clip when its middle was kept: the edge of a removed filler that stays in the sound is no word. */
export const isWordKept = (edit: EditList, word: MsRange): boolean =>
  sourceToOutputMs(edit, Math.floor((word.startMs + word.endMs) / 2)) !== null

/**
 * The words that are heard, in the clip's own time, in order. Each is cut to the kept time that it overlaps, so no word
 * reaches past the end of the clip.
 */
export const wordsInEdit = (words: readonly Word[], edit: EditList): Word[] =>
  words.filter((word) => isWordKept(edit, word)).map((word) => ({ ...word, ...toOutputRange(edit, word) }))

const toOutputRange = (edit: EditList, word: MsRange): MsRange => {
  let offsetMs = 0
  let startMs: number | null = null
  let endMs = 0
  for (const range of edit.ranges) {
    const overlap = overlapMs(range, word)
    const touches = overlap > 0 || (word.startMs >= range.startMs && word.startMs < range.endMs)
    if (touches) {
      startMs ??= offsetMs + Math.max(0, word.startMs - range.startMs)
      endMs = offsetMs + Math.min(durationMs(range), Math.max(word.endMs, word.startMs) - range.startMs)
    }
    offsetMs += durationMs(range)
  }
  return { startMs: startMs ?? endMs, endMs }
}
