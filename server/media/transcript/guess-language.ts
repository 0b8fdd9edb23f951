import { functionWords } from './function-words'

/**
 * The language a text is written in, BCP 47 primary tag: by its script, by letters that one language of a script has alone, in Latin
 * letters by its small words. null where the text is too short or too strange to tell.
 */
export const guessLanguage = (text: string): string | null => {
  const counted = scripts.map((script) => ({ ...script, weight: count(text, script.signs) * script.weight }))
  const leading = counted.reduce((best, script) => (script.weight > best.weight ? script : best))
  if (leading.weight === 0) return null
  if (leading.language === null) return vote(text)
  const letters = count(text, leading.signs)
  const own = leading.own.find(({ only, leastShare }) => count(text, only) >= leastShare * letters)
  return own?.language ?? leading.language
}

type Own = { readonly language: string; readonly only: RegExp; readonly leastShare: number }
type Script = {
  readonly signs: RegExp
  /** Letters that one of its signs is worth: a Chinese word has two signs, a Latin one five letters. */
  readonly weight: number
  /** The language, or the likeliest; null where only words can tell. */
  readonly language: string | null
  /** Others by letters that only they have, looked at in this order. */
  readonly own: readonly Own[]
}

const script = (name: string, language: string | null, own: readonly Own[] = []): Script => ({
  signs: new RegExp(`\\p{Script=${name}}`, 'gu'),
  weight: 1,
  language,
  own,
})

const has = (language: string, only: RegExp, leastShare: number): Own => ({ language, only, leastShare })

const scripts: readonly Script[] = [
  script('Latin', null),
  {
    signs: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
    weight: 2.5,
    language: 'zh',
    own: [has('ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 0.05)],
  },
  { ...script('Hangul', 'ko'), weight: 2 },
  script('Cyrillic', 'ru', [
    has('be', /ў/giu, 0.003),
    has('uk', /[їєґ]/giu, 0.003),
    has('kk', /[қғұ]/giu, 0.005),
    has('mn', /[өү]/giu, 0.01),
    has('mk', /[ѓќѕ]/giu, 0.002),
    has('sr', /[ђћљњџ]/giu, 0.005),
    has('bg', /ъ/giu, 0.008),
  ]),
  script('Arabic', 'ar', [has('ur', /[ٹڈڑںے]/gu, 0.005), has('fa', /[پچژگ]/gu, 0.005)]),
  script('Devanagari', 'hi', [has('mr', /ळ/gu, 0.004)]),
  ...Object.entries({
    Hebrew: 'he',
    Greek: 'el',
    Thai: 'th',
    Lao: 'lo',
    Khmer: 'km',
    Myanmar: 'my',
    Bengali: 'bn',
    Tamil: 'ta',
    Telugu: 'te',
    Kannada: 'kn',
    Malayalam: 'ml',
    Gujarati: 'gu',
    Gurmukhi: 'pa',
    Sinhala: 'si',
    Georgian: 'ka',
    Armenian: 'hy',
    Ethiopic: 'am',
    Tibetan: 'bo',
  }).map(([name, language]) => script(name, language)),
]

const count = (text: string, signs: RegExp): number => {
  let found = 0
  for (const _ of text.matchAll(signs)) found++
  return found
}

/** A text whose small words are fewer than this share is in none of the languages listed. */
const leastShare = 0.08
/** One "no" alone could be any of six languages, one "ya" any of the world's. */
const leastVotes = 1.5

/** Which languages a small word belongs to: the fewer, the more its vote weighs. */
const owners = new Map<string, string[]>()
for (const [language, list] of Object.entries(functionWords))
  for (const word of list) owners.set(word, [...(owners.get(word) ?? []), language])

const vote = (text: string): string | null => {
  const tokens = text.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? []
  const votes = new Map<string, number>()
  for (const token of tokens) {
    const languages = owners.get(token) ?? []
    for (const language of languages) votes.set(language, (votes.get(language) ?? 0) + 1 / languages.length)
  }
  const [best, second] = [...votes].sort((a, b) => b[1] - a[1])
  if (best === undefined || best[1] === second?.[1]) return null
  return best[1] >= Math.max(leastVotes, leastShare * tokens.length) ? best[0] : null
}
