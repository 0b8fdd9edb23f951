import type { Sentence } from '../transcript/sentences'
import type { BoundaryReport, MsRange, Word } from '../types'
import { cleanEdge } from './edges'
import type { Proposal } from './proposal'
import type { Talk } from './talk'

/** A range by hand within this of a word's edge is meant to be there. */
const snapMs = 400
/** Breath that a snapped edge keeps where the gap has room. */
const breath = { leadMs: 180, tailMs: 350 } as const

/**
 * A range as a person gave it, moved as little as possible so that it cuts no word: to the edge of the word it falls into, or
 * to a sentence's edge within 400 ms. null when nothing of it is inside the source.
 */
export const snapRange = (
  range: MsRange,
  words: readonly Word[],
  sentences: readonly Sentence[],
  sourceMs: number,
): MsRange | null => {
  const startMs = Math.max(0, Math.round(range.startMs))
  const endMs = Math.min(sourceMs, Math.round(range.endMs))
  if (endMs <= startMs) return null
  const snapped = { startMs: snapStart(startMs, words, sentences), endMs: snapEnd(endMs, words, sentences, sourceMs) }
  // Less than a word: the wish itself is the better answer.
  return snapped.endMs > snapped.startMs ? snapped : { startMs, endMs }
}

/** A sentence's edge close by, else the nearer edge of the word that the wish would cut; null where it cuts nothing. */
const snapTarget = (ms: number, sentenceEdges: readonly number[], words: readonly Word[]): number | null => {
  const sentence = nearest(sentenceEdges, ms)
  if (sentence !== null && Math.abs(sentence - ms) <= snapMs) return sentence
  const inside = words.find((word) => word.startMs < ms && ms < word.endMs)
  if (inside === undefined) return null
  return ms - inside.startMs <= inside.endMs - ms ? inside.startMs : inside.endMs
}

const snapStart = (ms: number, words: readonly Word[], sentences: readonly Sentence[]): number => {
  const target = snapTarget(
    ms,
    sentences.map((item) => item.startMs),
    words,
  )
  if (target === null) return ms
  const before = words.findLast((word) => word.endMs <= target)
  const floorMs = before?.endMs ?? 0
  const isWordStart = words.some((word) => word.startMs === target)
  return isWordStart ? Math.max(floorMs, target - breath.leadMs, 0) : target
}

const snapEnd = (ms: number, words: readonly Word[], sentences: readonly Sentence[], sourceMs: number): number => {
  const target = snapTarget(
    ms,
    sentences.map((item) => item.endMs),
    words,
  )
  if (target === null) return ms
  const after = words.find((word) => word.startMs >= target)
  const ceilingMs = Math.min(sourceMs, after?.startMs ?? sourceMs)
  const isWordEnd = words.some((word) => word.endMs === target)
  return isWordEnd ? Math.min(ceilingMs, target + breath.tailMs) : target
}

const nearest = (values: readonly number[], ms: number): number | null =>
  values.reduce<number | null>(
    (best, value) => (best === null || Math.abs(value - ms) < Math.abs(best - ms) ? value : best),
    null,
  )

/** Sentences cut where a given range begins or ends, so that the range is a run of whole pieces. */
export const splitAtRanges = (
  sentences: readonly Sentence[],
  words: readonly Word[],
  ranges: readonly MsRange[],
): Sentence[] => {
  const cuts = ranges.flatMap((range) => [range.startMs, range.endMs])
  const pieces: Sentence[] = []
  for (const sentence of sentences) {
    let startWord = sentence.startWord
    for (let at = sentence.startWord + 1; at <= sentence.endWord; at += 1) {
      const before = words[at - 1]
      const after = words[at]
      const isEnd = at === sentence.endWord
      const isCut =
        before !== undefined && after !== undefined && cuts.some((cut) => cut >= before.endMs && cut <= after.startMs)
      if (!isEnd && !isCut) continue
      const first = words[startWord]
      if (first === undefined || before === undefined) continue
      pieces.push({
        startWord,
        endWord: at,
        startMs: first.startMs,
        endMs: before.endMs,
        endsWith: isEnd ? sentence.endsWith : 'pause',
      })
      startWord = at
    }
  }
  return pieces
}

/** The pieces of a talk inside a range, as a run; null where nobody speaks. */
export const runInside = (talk: Talk, range: MsRange): { readonly from: number; readonly to: number } | null => {
  const from = talk.units.findIndex((unit) => unit.endMs > range.startMs && unit.startMs >= range.startMs)
  const to = talk.units.findLastIndex((unit) => unit.startMs < range.endMs && unit.endMs <= range.endMs)
  return from < 0 || to < from ? null : { from, to }
}

/** The same proposal, taken whatever it scores, with the edges that were asked for. */
export const asGiven = (
  proposal: Proposal,
  range: MsRange,
  isManual: boolean,
  edges: Partial<BoundaryReport>,
): Proposal => ({
  startMs: range.startMs,
  endMs: range.endMs,
  score: proposal.score,
  opening: cleanEdge,
  ending: cleanEdge,
  isManual,
  terms: proposal.terms,
  text: proposal.text,
  relativeEvidence: proposal.relativeEvidence,
  describe: () => {
    const description = proposal.describe()
    return { ...description, boundary: { ...description.boundary, ...edges } }
  },
})
