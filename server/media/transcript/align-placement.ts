import type { MsRange } from '../types'

/** The quickest speech: a word of five letters (weight 7) in 140 ms. Ordinary speech takes two to three times that. */
const leastMsPerWeight = 20
/** Shortest a word is drawn on screen when there is room for more. */
const leastWordMs = 30

/**
 * Spreads words over the voiced parts of `within`, each as long as its weight: where words stand when nothing better is known.
 * Without enough voice the whole range is used. One range per weight, in order, inside `within`.
 */
export const placeByWeight = (weights: readonly number[], within: MsRange, voiced: readonly MsRange[]): MsRange[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const inside = voiced
    .map((range) => ({ startMs: Math.max(range.startMs, within.startMs), endMs: Math.min(range.endMs, within.endMs) }))
    .filter((range) => range.endMs > range.startMs)
  const voicedMs = inside.reduce((sum, range) => sum + range.endMs - range.startMs, 0)
  const stretches = voicedMs >= total * leastMsPerWeight ? inside : [within]
  const msPerWeight = stretches.reduce((sum, range) => sum + range.endMs - range.startMs, 0) / Math.max(1e-9, total)
  let said = 0
  return weights.map((weight) => {
    const from = said * msPerWeight
    said += weight
    return { startMs: timeAfter(stretches, from, 'start'), endMs: timeAfter(stretches, said * msPerWeight, 'end') }
  })
}

/** The moment at which `spentMs` of the stretches have passed. At a gap: a word's end stays before it, a start goes behind. */
const timeAfter = (stretches: readonly MsRange[], spentMs: number, side: 'start' | 'end'): number => {
  let left = spentMs
  let lastEnd = 0
  for (const { startMs, endMs } of stretches) {
    const length = endMs - startMs
    if (side === 'start' ? left < length - 1e-6 : left <= length + 1e-6) return startMs + Math.min(left, length)
    left -= length
    lastEnd = endMs
  }
  return lastEnd
}

/**
 * Positions of the longest row of ranges that never goes back in time. What is left out was placed in the wrong spot: a repeated
 * phrase, a neighbour's word.
 */
export const longestForwardRow = (ranges: readonly (MsRange | null)[]): ReadonlySet<number> => {
  const tails: number[] = []
  const before: number[] = ranges.map(() => -1)
  const startOf = (index: number | undefined) => ranges[index ?? -1]?.startMs ?? Number.NEGATIVE_INFINITY
  ranges.forEach((range, index) => {
    if (range === null) return
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (startOf(tails[middle]) <= range.startMs) low = middle + 1
      else high = middle
    }
    before[index] = tails[low - 1] ?? -1
    tails[low] = index
  })
  const kept = new Set<number>()
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) kept.add(index)
  return kept
}

/** A word on its own with less than this was put where nothing else was: a hum before the speech, a click after it. */
const strayConfidence = 0.1
const strayGapMs = 700

/** Without the words that stand alone, far from both neighbours, and sound like nothing. */
export const dropStrays = <T extends MsRange & { readonly confidence: number }>(
  found: readonly (T | null)[],
): (T | null)[] => {
  const known = found.flatMap((word) => word ?? [])
  const strays = new Set(
    known.filter((word, index) => {
      const before = known[index - 1]
      const after = known[index + 1]
      const gapMs = Math.min(
        before ? word.startMs - before.endMs : strayGapMs,
        after ? after.startMs - word.endMs : strayGapMs,
      )
      return word.confidence < strayConfidence && gapMs >= strayGapMs
    }),
  )
  return found.map((word) => (word && strays.has(word) ? null : word))
}

/**
 * Whole milliseconds, in order, not overlapping, none empty, all within [0, durationMs): the nearest such times to those given.
 * null when there are more words than milliseconds.
 */
export const settleRanges = (ranges: readonly MsRange[], durationMs: number): MsRange[] | null => {
  if (ranges.length > durationMs) return null
  const least = Math.max(1, Math.min(leastWordMs, Math.floor(durationMs / Math.max(1, ranges.length))))
  let earliest = 0
  const settled = ranges.map((range, index) => {
    const startMs = Math.max(earliest, Math.round(range.startMs))
    const nextStartMs = Math.round(ranges[index + 1]?.startMs ?? Number.POSITIVE_INFINITY)
    const endMs = Math.max(startMs + least, Math.min(Math.round(range.endMs), Math.max(nextStartMs, startMs + least)))
    earliest = endMs
    return { startMs, endMs }
  })
  let latest = durationMs
  for (let index = settled.length - 1; index >= 0; index--) {
    const range = settled[index]
    if (!range || range.endMs <= latest) break
    range.endMs = latest
    range.startMs = Math.min(range.startMs, latest - least)
    latest = range.startMs
  }
  return settled
}
