/** What two spellings of a word are compared by: letters and digits alone, lower case, accents kept. */
export const comparableWord = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '')

/** Positions of a word in two lists; null on one side where the other list has a word too many. */
export type WordPair =
  | { readonly a: number; readonly b: number; readonly same: boolean }
  | { readonly a: number; readonly b: null }
  | { readonly a: null; readonly b: number }

/**
 * Cheapest way to turn list `a` into list `b` (Levenshtein over words, ties broken the same way every time): the base of
 * word error rate and of carrying punctuation from one spelling of a sentence to another. O(a*b): for texts of a chunk.
 */
export const matchWords = (a: readonly string[], b: readonly string[]): WordPair[] => {
  const left = a.map(comparableWord)
  const right = b.map(comparableWord)
  const columns = right.length + 1
  const cost = new Uint32Array((left.length + 1) * columns)
  for (let i = 0; i <= left.length; i++) {
    for (let j = 0; j <= right.length; j++) {
      if (i === 0 || j === 0) {
        cost[i * columns + j] = i + j
        continue
      }
      const replaced = at(cost, (i - 1) * columns + j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1)
      const dropped = at(cost, (i - 1) * columns + j) + 1
      const added = at(cost, i * columns + j - 1) + 1
      cost[i * columns + j] = Math.min(replaced, dropped, added)
    }
  }
  const pairs: WordPair[] = []
  let i = left.length
  let j = right.length
  while (i > 0 || j > 0) {
    const here = at(cost, i * columns + j)
    const same = i > 0 && j > 0 && left[i - 1] === right[j - 1]
    if (i > 0 && j > 0 && here === at(cost, (i - 1) * columns + j - 1) + (same ? 0 : 1)) {
      i--
      j--
      pairs.push({ a: i, b: j, same })
    } else if (i > 0 && here === at(cost, (i - 1) * columns + j) + 1) {
      i--
      pairs.push({ a: i, b: null })
    } else {
      j--
      pairs.push({ a: null, b: j })
    }
  }
  return pairs.reverse()
}

const at = (values: Uint32Array, index: number): number => values[index] ?? 0

/** Share of the reference's words that were replaced, left out or put in: word error rate. Can pass 1. */
export const wordErrorRate = (reference: readonly string[], heard: readonly string[]): number => {
  const errors = matchWords(reference, heard).filter((pair) => !('same' in pair && pair.same)).length
  return reference.length === 0 ? (errors === 0 ? 0 : 1) : errors / reference.length
}
