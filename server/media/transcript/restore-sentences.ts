import type { Word } from '../types'
import {
  auxiliaries,
  discourseMarkers,
  neverFirst,
  neverLast,
  openers,
  questionWords,
  subjects,
} from './sentence-lexicon'
import type { Span } from './sentences'

/** Beyond this a listener has lost the thread; the best boundary inside is taken. */
const longestWords = 60
/** Spoken sentences have 8 to 20 words mostly; outside that a boundary must be clearer. */
const shortBelow = 4
const shortPenalty = 0.8
const longAbove = 22
const longPenalty = 0.12
/** What a boundary must bring before it is worth having. */
const boundaryCost = 2
const neverLastPenalty = 3
const neverFirstPenalty = 2

/** What a pause says: nothing below a fifth of a second, a boundary by itself from about 0.6 s, more and more up to 2 s. */
const pausePoints = [
  [0, -1.5],
  [200, 0],
  [400, 1.4],
  [700, 2.6],
  [1_200, 4],
  [2_000, 6],
] as const

/**
 * Sentences of one speaker's words that have no marks: the set of boundaries with the greatest sum of what pauses and words
 * say for them (dynamic programming, ties to the earlier boundary). Words help in English; elsewhere pauses decide alone.
 */
export const restoreSentences = (words: readonly Word[], language: string): Span[] => {
  const isEnglish = language === 'en'
  const tokens = words.map(({ text }) => text.toLowerCase().replace(/[^\p{L}\p{N}']/gu, ''))
  const bounds = words.map((word, index) => {
    const next = words[index + 1]
    return next === undefined
      ? 0
      : boundaryScore(next.startMs - word.endMs, tokens[index], tokens[index + 1], isEnglish)
  })
  const best = new Float64Array(words.length + 1)
  const from = new Int32Array(words.length + 1)
  for (let end = 1; end <= words.length; end++) {
    let top = Number.NEGATIVE_INFINITY
    for (let start = Math.max(0, end - longestWords); start < end; start++) {
      const score = (best[start] ?? 0) + (bounds[end - 1] ?? 0) - lengthPenalty(end - start)
      if (score <= top) continue
      top = score
      from[end] = start
    }
    best[end] = top
  }
  const spans: Span[] = []
  for (let end = words.length; end > 0; end = from[end] ?? 0) {
    const startWord = from[end] ?? 0
    const asks = isEnglish && isQuestion(tokens.slice(startWord, end))
    spans.push({ startWord, endWord: end, endsWith: asks ? '?' : null })
  }
  return spans.reverse()
}

const boundaryScore = (gapMs: number, last = '', first = '', isEnglish: boolean): number => {
  const pause = pauseScore(gapMs) - boundaryCost
  if (!isEnglish) return pause
  return (
    pause +
    (openers[first] ?? 0) -
    (neverLast.has(last) ? neverLastPenalty : 0) -
    (neverFirst.has(first) ? neverFirstPenalty : 0)
  )
}

const pauseScore = (gapMs: number): number => {
  let previous: readonly [number, number] = pausePoints[0]
  for (const point of pausePoints) {
    if (gapMs < point[0]) {
      const share = Math.max(0, (gapMs - previous[0]) / (point[0] - previous[0]))
      return previous[1] + share * (point[1] - previous[1])
    }
    previous = point
  }
  return previous[1]
}

const lengthPenalty = (words: number): number =>
  Math.max(0, shortBelow - words) * shortPenalty + Math.max(0, words - longAbove) * longPenalty

/** "what is", "do you", "so how would": a question word with a verb after it, or a verb before its subject. */
export const isQuestion = (tokens: readonly string[]): boolean => {
  let start = 0
  while (start < tokens.length - 2 && discourseMarkers.has(tokens[start] ?? '')) start++
  const [first = '', second = ''] = tokens.slice(start)
  if (questionWords.has(first)) {
    if (first.endsWith("'s") || auxiliaries.has(second)) return true
    if (subjects.has(second)) return false
    // "how many people are there": within a few words a verb stands before its subject.
    const rest = tokens.slice(start + 2, start + 6)
    return rest.some((token, index) => auxiliaries.has(token) && subjects.has(rest[index + 1] ?? ''))
  }
  return auxiliaries.has(first) && subjects.has(second) && tokens.length - start > 2
}
