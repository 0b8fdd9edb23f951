import type { Lexicon } from './lexicons/lexicon'

/** A word as the lexicons write it: lower case, straight apostrophe, no punctuation around it. "(Well," -> "well" */
export const normalise = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/^[^\p{L}\p{N}$€£%]+|[^\p{L}\p{N}%]+$/gu, '')

/** "l'écran" -> "écran": an article written onto its noun is no part of it. */
export const unelided = (token: string, elisions: readonly string[]): string => {
  const elision = elisions.find((candidate) => token.length > candidate.length + 1 && token.startsWith(candidate))
  return elision === undefined ? token : token.slice(elision.length)
}

/**
 * Cuts one known ending and leaves at least three letters, so that "planted", "planting" and "plants" meet. Light on purpose:
 * a strong stemmer joins words that differ ("university", "universe"), which costs more in topics than a missed join.
 */
export const stemmer = (lexicon: Lexicon): ((token: string) => string) => {
  const suffixes = [...lexicon.suffixes].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  return (token) => {
    const bare = token.replace(/'s$/, '')
    for (const suffix of suffixes) {
      if (bare.length - suffix.length < 3 || !bare.endsWith(suffix)) continue
      if (suffix === 's' && bare.endsWith('ss')) continue
      const stem = bare.slice(0, -suffix.length)
      const undoubled = /([^aeiouls])\1$/.test(stem) ? stem.slice(0, -1) : stem
      return /^(ies|ied)$/.test(suffix) ? `${undoubled}y` : undoubled.replace(/e$/, '')
    }
    return bare.length > 4 ? bare.replace(/e$/, '') : bare
  }
}

/** Written without spaces between words: quoting joins their tokens bare. */
const spaceless = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my'])
export const joinerFor = (language: string): string =>
  spaceless.has(language.toLowerCase().split('-')[0] ?? '') ? '' : ' '

export const isNumber = (token: string, numbers: ReadonlySet<string>): boolean =>
  /^[$€£]?\d/.test(token) || numbers.has(token)
