import { otherAbbreviations, titleAbbreviations } from './sentence-lexicon'

export type EndingMark = '.' | '?' | '!' | '…'

/** Full-width marks are Chinese and Japanese, then Arabic, Urdu and Indian ones. */
const ending = /(\.{2,}|[.?!…。｡．？！؟۔।॥]+)["'”’»)\]」』]*$/u

/** The mark that a written word closes with, quotes and brackets looked through; null without one. */
export const endingMark = (text: string): EndingMark | null => {
  const marks = ending.exec(text)?.[1]
  if (marks === undefined) return null
  if (/[?？؟]/u.test(marks)) return '?'
  if (/[!！]/u.test(marks)) return '!'
  return marks === '…' || /\.{2,}|…/u.test(marks) ? '…' : '.'
}

/** A pause that people make between sentences and seldom inside one. */
const sentencePauseMs = 400

/** Whether a sentence ends on this word, and how. Abbreviations, initials, list numbers and trailing dots may go on. */
export const endsSentence = (
  text: string,
  next: string | undefined,
  gapMs: number,
  isFirst: boolean,
): EndingMark | null => {
  const mark = endingMark(text)
  if (mark === null || next === undefined) return mark
  const goesOn = startsLow(next) && gapMs < sentencePauseMs
  if (mark === '…') return goesOn || (startsLow(next) && gapMs < 2 * sentencePauseMs) ? null : mark
  // "What?" he asked: the question is over, the sentence is not.
  if (mark !== '.') return goesOn && /["”’»]$/u.test(text) ? null : mark
  const bare = text
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/[^\p{L}\p{N}]+$/u, '')
    .toLowerCase()
  if (titleAbbreviations.has(bare)) return null
  if (isInitial(text, bare) || isListNumber(bare, isFirst)) return null
  if (otherAbbreviations.has(bare)) return startsLow(next) || gapMs < sentencePauseMs / 2 ? null : mark
  return goesOn ? null : mark
}

const startsLow = (text: string): boolean => /^[^\p{L}\p{N}]*\p{Ll}/u.test(text)

/** "J." in "J. Smith"; "I." can end a sentence. */
const isInitial = (text: string, bare: string): boolean =>
  /^\p{L}$/u.test(bare) && bare !== 'i' && /\p{Lu}\.$/u.test(text)

const isListNumber = (bare: string, isFirst: boolean): boolean => isFirst && /^\d{1,3}$/.test(bare)
