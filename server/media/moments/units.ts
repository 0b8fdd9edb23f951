import type { Sentence, SentenceEnding } from '../transcript/sentences'
import type { MsRange, Word } from '../types'

/** The smallest piece a clip is made of: a sentence, or a part of one that is longer than any clip may be. */
export type Span = MsRange & {
  readonly startWord: number
  readonly endWord: number
  readonly endsWith: SentenceEnding
  /** False at a cut that we had to make inside an over-long sentence. */
  readonly startsSentence: boolean
  readonly endsSentence: boolean
}

/** No piece of a split sentence is shorter: two seconds hold a clause. */
const minPieceMs = 2000

/**
 * Sentences as they are; one longer than `maxMs` is cut at its longest inner pauses, a cut near the middle and one before a
 * joining word being worth a longer pause, until every piece fits twice into a clip.
 */
export const splitUnits = (
  words: readonly Word[],
  sentences: readonly Sentence[],
  maxMs: number,
  isJoin: (word: Word) => boolean,
): Span[] => {
  const spans: Span[] = []
  for (const sentence of sentences) {
    if (sentence.endWord <= sentence.startWord) continue
    const whole: Span = { ...sentence, startsSentence: true, endsSentence: true }
    if (sentence.endMs - sentence.startMs <= maxMs) spans.push(whole)
    else spans.push(...splitSpan(words, whole, maxMs / 2, isJoin))
  }
  return spans
}

const splitSpan = (words: readonly Word[], root: Span, pieceMs: number, isJoin: (word: Word) => boolean): Span[] => {
  const done: Span[] = []
  const open: Span[] = [root]
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const at = span.endMs - span.startMs > pieceMs ? bestCut(words, span, isJoin) : null
    const before = at === null ? undefined : words[at - 1]
    const after = at === null ? undefined : words[at]
    if (at === null || before === undefined || after === undefined) {
      done.push(span)
      continue
    }
    open.push({ ...span, startWord: at, startMs: after.startMs, startsSentence: false })
    open.push({ ...span, endWord: at, endMs: before.endMs, endsWith: 'pause', endsSentence: false })
  }
  return done
}

const bestCut = (words: readonly Word[], span: Span, isJoin: (word: Word) => boolean): number | null => {
  const middleMs = (span.startMs + span.endMs) / 2
  const halfMs = (span.endMs - span.startMs) / 2
  let best: number | null = null
  let bestWorth = Number.NEGATIVE_INFINITY
  for (let at = span.startWord + 1; at < span.endWord; at += 1) {
    const before = words[at - 1]
    const after = words[at]
    if (before === undefined || after === undefined) continue
    const gapMs = after.startMs - before.endMs
    if (gapMs < 0 || before.endMs - span.startMs < minPieceMs || span.endMs - after.startMs < minPieceMs) continue
    // A cut dead in the middle is worth 300 ms of pause, one before "and" or "but" 150 ms: a breath each.
    const worth = gapMs + 300 * (1 - Math.abs(after.startMs - middleMs) / halfMs) + (isJoin(after) ? 150 : 0)
    if (worth > bestWorth) {
      bestWorth = worth
      best = at
    }
  }
  return best
}
