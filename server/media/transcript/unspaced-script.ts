/** A sign of a script that is written without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese. */
const unspacedSign =
  /(?=[\p{L}\p{M}\p{N}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\uff10-\uff5a]/u

export const hasUnspaced = (text: string): boolean => unspacedSign.test(text)

/** Letters and digits, with the marks that stand on them. */
const signs = /[\p{L}\p{M}\p{N}]/gu

/** The signs that are said, one by one: punctuation and the like left out. */
export const signsOf = (text: string): string[] => text.match(signs) ?? []

export const startsUnspaced = (text: string): boolean => hasUnspaced(text.match(/[\p{L}\p{N}]/u)?.[0] ?? '')

export const endsUnspaced = (text: string): boolean => hasUnspaced(signsOf(text).at(-1) ?? '')
