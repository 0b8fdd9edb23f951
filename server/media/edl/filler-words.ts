/**
 * Sounds and phrases that carry no meaning, by language. `always` are hesitation sounds that are nothing else in that
 * language; `setOff` are real words that are fillers only when the speaker sets them off with a pause on either side
 * ("it was, like, huge" but not "I like it").
 */
export type FillerWords = { readonly always: readonly string[]; readonly setOff: readonly string[] }

const everywhere = ['um', 'umm', 'uhm', 'hmm', 'hm', 'mm', 'mmm']

const byLanguage: Readonly<Record<string, FillerWords>> = {
  en: {
    always: ['uh', 'uhh', 'er', 'erm', 'ah', 'eh', 'uh-huh', 'mhm'],
    setOff: ['like', 'you know', 'i mean', 'sort of', 'kind of', 'basically', 'actually', 'well', 'right'],
  },
  // "um", "er" and "am" are words in German.
  de: { always: ['äh', 'ähm', 'öh', 'öhm', 'hm', 'hmm', 'mm', 'mmm'], setOff: ['also', 'halt', 'sozusagen', 'quasi'] },
  fr: { always: ['euh', 'heu', 'hum', 'bah', 'ben'], setOff: ['genre', 'en fait', 'du coup', 'tu vois', 'quoi'] },
  es: { always: ['eh', 'ehm', 'em', 'mmm', 'hmm'], setOff: ['este', 'o sea', 'bueno', 'pues', 'sabes'] },
  // "um" is the article "a" in Portuguese.
  pt: { always: ['hum', 'hã', 'ahn', 'éh', 'hmm', 'mmm'], setOff: ['tipo', 'sabe', 'né', 'então', 'assim'] },
  it: { always: ['ehm', 'eh', 'uhm', 'hmm', 'mmm', 'beh'], setOff: ['cioè', 'tipo', 'allora', 'insomma', 'diciamo'] },
  // "er" is "he" or "there", "hm" stays a hesitation.
  nl: { always: ['eh', 'ehm', 'uh', 'uhm', 'hmm', 'mmm'], setOff: ['zeg maar', 'weet je', 'eigenlijk'] },
  sv: { always: ['öh', 'öhm', 'eh', 'ehm', 'hmm'], setOff: ['liksom', 'typ', 'alltså'] },
  pl: { always: ['yyy', 'eee', 'ehm', 'hmm', 'mmm'], setOff: ['no', 'wiesz', 'jakby', 'znaczy'] },
  tr: { always: ['ııı', 'eee', 'ıı', 'hmm', 'mmm'], setOff: ['yani', 'şey', 'işte', 'hani'] },
}

/** Languages without a list of their own get the sounds that are words nowhere we know of, and no phrases. */
export const fillerWords = (language: string): FillerWords => {
  const primary = language.toLowerCase().split('-')[0] ?? ''
  const own = byLanguage[primary]
  if (own === undefined) return { always: ['hmm', 'mmm', 'uhm'], setOff: [] }
  return primary === 'en' ? { ...own, always: [...everywhere, ...own.always] } : own
}
