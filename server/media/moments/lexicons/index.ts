import { german } from './de'
import { english } from './en'
import { spanish } from './es'
import { french } from './fr'
import type { Lexicon } from './lexicon'
import { portuguese } from './pt'

const known: readonly Lexicon[] = [english, spanish, french, german, portuguese]

/** A language without a lexicon is judged by structure and sound alone: punctuation, pauses, level, laughter, word counts. */
const bare = (language: string): Lexicon => ({
  language,
  stopwords: [],
  numbers: [],
  cues: {},
  edges: {},
  suffixes: [],
  elisions: [],
})

/** `language` is a BCP 47 tag: "pt-BR" finds Portuguese. */
export const lexiconFor = (language: string): Lexicon => {
  const primary = language.toLowerCase().split('-')[0] ?? ''
  return known.find((lexicon) => lexicon.language === primary) ?? bare(primary)
}
