/** Languages written without spaces: a whole line would be one "word". */
const unspaced = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my', 'yue'])

/**
 * The words of a text, to the letter: joined again (with spaces, or with nothing in languages written without them) they give
 * the text back, apart from white space.
 */
export const splitWords = (text: string, language: string): string[] => {
  const chunks = text.split(/\s+/u).filter((chunk) => chunk.length > 0)
  if (!unspaced.has(language)) return chunks
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' })
  return chunks.flatMap((chunk) => {
    const words: string[] = []
    for (const { segment, isWordLike } of segmenter.segment(chunk)) {
      const last = words.length - 1
      // Punctuation stays with the word before it, as it does in languages with spaces.
      if (isWordLike || last < 0) words.push(segment)
      else words[last] += segment
    }
    return words
  })
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
