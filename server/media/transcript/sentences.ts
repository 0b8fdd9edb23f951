import type { MsRange, Transcript, Word } from '../types'
import { restoreSentences } from './restore-sentences'
import { endingMark, endsSentence } from './sentence-marks'

export type SentenceEnding = '.' | '?' | '!' | '…' | 'pause' | 'end'

/** Words `[startWord, endWord)` of the transcript, and the time they span. */
export type Sentence = MsRange & {
  readonly startWord: number
  readonly endWord: number
  readonly endsWith: SentenceEnding
}

/** Speech has a sentence end every 10 to 20 words; one in 60 is far from any punctuated text. */
const wordsPerMark = 60
/** Nobody holds a sentence open through this. */
const brokenOffMs = 4_000
/** Longer than written sentences get: here the marks have stopped, and the sound has to say where sentences end. */
const longestWords = 80

/** Whether a text was written with punctuation, so that sentence ends can be read off it. */
export const hasSentenceMarks = (words: readonly { readonly text: string }[]): boolean =>
  words.filter(({ text }) => endingMark(text) !== null).length * wordsPerMark >= Math.max(1, words.length)

/**
 * Every word is in exactly one sentence, in order. Ends come from the marks where the text has some, else from pauses and from
 * which words begin and end sentences. A change of speaker always ends one.
 */
export const splitSentences = (
  transcript: Pick<Transcript, 'words' | 'isPunctuated'>,
  language: string,
): Sentence[] => {
  const { words } = transcript
  const isRead = transcript.isPunctuated && hasSentenceMarks(words)
  return turns(words).flatMap(([from, to]) => {
    const turn = words.slice(from, to)
    const sentences = isRead ? readSentences(turn, language) : restoreSentences(turn, language)
    return sentences.map(({ startWord, endWord, endsWith }): Sentence => {
      const isLast = from + endWord === words.length
      return {
        startWord: from + startWord,
        endWord: from + endWord,
        startMs: turn[startWord]?.startMs ?? 0,
        endMs: turn.slice(startWord, endWord).reduce((latest, word) => Math.max(latest, word.endMs), 0),
        endsWith: endsWith ?? (isLast ? 'end' : 'pause'),
      }
    })
  })
}

/** A sentence inside one turn; `endsWith` is null where neither a mark nor the wording says how it ends. */
export type Span = {
  readonly startWord: number
  readonly endWord: number
  readonly endsWith: '.' | '?' | '!' | '…' | null
}

const turns = (words: readonly Word[]): [number, number][] => {
  const ranges: [number, number][] = []
  let from = 0
  for (let index = 1; index <= words.length; index++) {
    if (index < words.length && words[index]?.speaker === words[index - 1]?.speaker) continue
    ranges.push([from, index])
    from = index
  }
  return ranges
}

const readSentences = (words: readonly Word[], language: string): Span[] => {
  const spans: Span[] = []
  let startWord = 0
  words.forEach((word, index) => {
    const next = words[index + 1]
    const gapMs = next === undefined ? Number.POSITIVE_INFINITY : next.startMs - word.endMs
    const mark = endsSentence(word.text, next?.text, gapMs, index === startWord)
    if (mark === null && gapMs < brokenOffMs) return
    spans.push(...withoutRunOn(words, { startWord, endWord: index + 1, endsWith: mark }, language))
    startWord = index + 1
  })
  return spans
}

const withoutRunOn = (words: readonly Word[], span: Span, language: string): Span[] => {
  if (span.endWord - span.startWord <= longestWords) return [span]
  const restored = restoreSentences(words.slice(span.startWord, span.endWord), language)
  return restored.map((part) => ({
    startWord: span.startWord + part.startWord,
    endWord: span.startWord + part.endWord,
    endsWith: span.startWord + part.endWord === span.endWord ? span.endsWith : part.endsWith,
  }))
}
