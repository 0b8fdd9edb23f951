import type { MsRange, Transcript } from '../types'

export type SentenceEnding = '.' | '?' | '!' | '…' | 'pause' | 'end'

/** Words `[startWord, endWord)` of the transcript, and the time they span. */
export type Sentence = MsRange & {
  readonly startWord: number
  readonly endWord: number
  readonly endsWith: SentenceEnding
}

/** Speech has a sentence end every 10 to 20 words; one in 60 is far from any punctuated text. */
const wordsPerMark = 60

/** Whether a text was written with punctuation, so that sentence ends can be read off it. */
export const hasSentenceMarks = (words: readonly { readonly text: string }[]): boolean =>
  words.filter(({ text }) => /[.?!…。？！]["'”’»)\]]*$/u.test(text)).length * wordsPerMark >= Math.max(1, words.length)

/** Every word is in exactly one sentence, in order. */
export const splitSentences = (
  transcript: Pick<Transcript, 'words' | 'isPunctuated'>,
  language: string,
): Sentence[] => {
  void language
  const sentences: Sentence[] = []
  let startWord = 0
  transcript.words.forEach((word, index) => {
    const next = transcript.words[index + 1]
    const mark = transcript.isPunctuated
      ? (/[.?!…]$/.exec(word.text)?.[0] as '.' | '?' | '!' | '…' | undefined)
      : undefined
    const endsWith =
      next === undefined ? (mark ?? 'end') : (mark ?? (next.startMs - word.endMs > 700 ? 'pause' : undefined))
    if (endsWith === undefined) return
    const first = transcript.words[startWord] ?? word
    sentences.push({ startWord, endWord: index + 1, startMs: first.startMs, endMs: word.endMs, endsWith })
    startWord = index + 1
  })
  return sentences
}
