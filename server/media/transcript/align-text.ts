import { endsUnspaced, hasUnspaced, startsUnspaced } from './unspaced-script'

/** The dictionaries behind it go by script, whatever language is named here. */
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' })

/**
 * The words of a text, to the letter: joined again (with spaces, or with nothing in scripts written without them) they give
 * the text back, apart from white space. Scripts without spaces are told by their signs: no language has to be known.
 */
export const splitWords = (text: string): string[] =>
  text
    .split(/\s+/u)
    .filter((chunk) => chunk.length > 0)
    .flatMap((chunk) => (hasUnspaced(chunk) ? splitByDictionary(chunk) : [chunk]))

/** Japanese signs that belong to the one before them, and a doubling that belongs to the one behind: no word begins or ends on these. */
const leansBack = /^[ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々]/u
const leansOn = /[っッ]$/u

const isSeam = (before: string, after: string): boolean =>
  (startsUnspaced(after) || endsUnspaced(before)) && !leansBack.test(after) && !leansOn.test(before)

/** Punctuation stays with the word before it, an opening bracket or quote with the one behind, as in languages with spaces. */
const splitByDictionary = (chunk: string): string[] => {
  const words: string[] = []
  let opening = ''
  for (const { segment, isWordLike } of segmenter.segment(chunk)) {
    const before = words.at(-1)
    // "well-known" and "3.5%" inside such a text stay whole.
    const isNew = before === undefined || opening !== '' || isSeam(before, segment)
    if (isWordLike && isNew) {
      words.push(opening + segment)
      opening = ''
    } else if (before === undefined || /^[\p{Ps}\p{Pi}]/u.test(segment)) {
      opening += segment
    } else {
      words[words.length - 1] = before + opening + segment
      opening = ''
    }
  }
  const last = words.pop() ?? ''
  return [...words, last + opening]
}

/**
 * Marks what is written but not said: stage directions such as "[Applause]" or "[soft music]", and music signs.
 * One flag per word.
 */
export const spokenFlags = (words: readonly string[]): boolean[] => {
  let open = false
  let openedAt = 0
  const flags = words.map((word, index) => {
    if (!open && word.startsWith('[')) {
      open = true
      openedAt = index
    }
    const isSpoken = !open && /[\p{L}\p{N}]/u.test(word)
    if (word.includes(']')) open = false
    return isSpoken
  })
  // A bracket that never closes is a slip of the pen, not a direction that lasts to the end.
  if (open)
    for (let index = openedAt; index < words.length; index++) flags[index] = /[\p{L}\p{N}]/u.test(words[index] ?? '')
  return flags
}

/** How long a word takes to say, relative to others: its letters, and a constant for the breath of being a word. */
export const sayingWeight = (word: string): number => 2 + (word.match(/[\p{L}\p{N}]/gu)?.length ?? 0)
