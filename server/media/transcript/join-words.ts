import { endsUnspaced, startsUnspaced } from './unspaced-script'

/** Wide punctuation brings its own space. */
const wide = /[\u3000-\u303f\uff00-\uff60]/

/** Scripts without spaces set none between words, nor before or behind a number. */
export const needsSpace = (left: string, right: string): boolean => {
  if (wide.test(left.at(-1) ?? '') || wide.test(right[0] ?? '')) return false
  const [before, after] = [endsUnspaced(left), startsUnspaced(right)]
  return !((before && after) || (before && /^\p{N}/u.test(right)) || (after && /\p{N}$/u.test(left)))
}

export const joinWords = (words: readonly { readonly text: string }[]): string =>
  words.reduce(
    (line, word) => (line === '' ? word.text : line + (needsSpace(line, word.text) ? ' ' : '') + word.text),
    '',
  )
