import { isDomainError } from '@/server/errors'
import { letterName, phonesFromLetters } from '@/server/media/transcript/align-letters'
import { loadDictionary, type PronouncingDictionary } from './cmu-dictionary'
import { pronounceTokens } from './letter-to-sound'

export type Pronouncer = {
  /** At least one pronunciation ("K AE T") per token. */
  pronounce(
    tokens: readonly string[],
    language: string,
    workDir: string,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly string[]>>
}

/** Dictionary first (English), then espeak-ng, then spelling rules. What was once looked up is remembered. */
export const createPronouncer = (): Pronouncer => {
  let dictionary: Promise<PronouncingDictionary> | null = null
  const known = new Map<string, Map<string, readonly string[]>>()
  return {
    pronounce: async (tokens, language, workDir, signal) => {
      const cache = known.get(language) ?? new Map<string, readonly string[]>()
      known.set(language, cache)
      const missing = [...new Set(tokens)].filter((token) => !cache.has(token))
      if (language === 'en' && missing.length > 0) {
        dictionary ??= loadDictionary()
        for (const token of missing) {
          const phones = lookUp(await dictionary, token)
          if (phones) cache.set(token, phones)
        }
      }
      const unknown = missing.filter((token) => !cache.has(token))
      const sounded =
        unknown.length > 0 ? await soundOut(unknown, language, workDir, signal) : new Map<string, string>()
      for (const token of unknown) cache.set(token, [sounded.get(token) ?? phonesFromLetters(token).join(' ')])
      return new Map(tokens.map((token) => [token, cache.get(token) ?? []]))
    },
  }
}

/** A word, a letter's name ("b."), a word with an apostrophe in front, a possessive or plural of a known word. */
const lookUp = (dictionary: PronouncingDictionary, token: string): readonly string[] | undefined => {
  const letter = /^([a-z])\.$/u.exec(token)?.[1]
  if (letter !== undefined) {
    const name = letterName(letter)
    return name === undefined ? undefined : [name]
  }
  const exact = dictionary.get(token) ?? dictionary.get(token.replace(/^'+/u, ''))
  if (exact) return exact
  const stem = /^(.+?)'s$/u.exec(token)?.[1]
  return stem === undefined ? undefined : dictionary.get(stem)?.map((phones) => `${phones} ${pluralSound(phones)}`)
}

const pluralSound = (phones: string): string => {
  const last = phones.slice(phones.lastIndexOf(' ') + 1)
  if (['S', 'Z', 'SH', 'ZH', 'CH', 'JH'].includes(last)) return 'IH Z'
  return ['P', 'T', 'K', 'F', 'TH'].includes(last) ? 'S' : 'Z'
}

const soundOut = async (tokens: readonly string[], language: string, workDir: string, signal?: AbortSignal) => {
  try {
    return await pronounceTokens(tokens, language, workDir, signal)
  } catch (error) {
    // Without espeak-ng the spelling rules stand in for it.
    if (isDomainError(error, 'media_tool_missing')) return new Map<string, string>()
    throw error
  }
}
