import { decadeForms, decimalForms, distinct, numberForms, ordinalForms } from './align-numbers'

/** One way to say a written word: tokens for a pronouncing dictionary. A single letter and a dot ("b.") is that letter's name. */
export type SpokenForm = readonly string[]

/** More ways than this add search without ever being the right one. */
const maxForms = 6

/**
 * The ways a written word may be said, likeliest first; empty for what is not said (emoji, dashes, music signs).
 * English numbers, money, ordinals, acronyms and signs are spelled out; other languages keep their digits for a
 * letter-to-sound engine that knows them.
 */
export const spokenForms = (word: string, language: string): SpokenForm[] => {
  const plain = straighten(word)
  if (!/[\p{L}\p{N}]/u.test(plain)) return signForms(plain, language)
  return language === 'en' ? englishForms(plain) : foreignForms(plain)
}

/** Compatibility letters, curly quotes and the many dashes as plain ones; invisible joiners and accents' selectors gone. */
const straighten = (word: string): string =>
  word
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u201b\u02bc\u00b4`]/gu, "'")
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/[\u200b-\u200f\u00ad]|\ufe0e|\ufe0f/gu, '')

const foreignForms = (word: string): SpokenForm[] => {
  const tokens = word
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}'-]+/gu, ' ')
    .split(' ')
    .map((token) => token.replace(/^['-]+|['-]+$/gu, ''))
    .filter((token) => token.length > 0)
  return tokens.length > 0 ? [tokens] : []
}

const signs: Readonly<Record<string, string>> = { '&': 'and', '@': 'at', '+': 'plus', '=': 'equals', '%': 'percent' }

const signForms = (word: string, language: string): SpokenForm[] => {
  const said = language === 'en' ? signs[word] : undefined
  return said === undefined ? [] : [[said]]
}

const englishForms = (word: string): SpokenForm[] => {
  const pieces = word
    .replace(/\.{2,}|\u2026/gu, ' ')
    // "10-12" and "24/7" are said in parts; "-5" is not split off, the sign is dropped below.
    .split(/[\s\-/_|~*]+|(?=[&@+=])|(?<=[&@+=])/u)
    .filter((piece) => piece.length > 0)
  return combine(pieces.map(pieceForms).filter((forms) => forms.length > 0))
}

/** Every choice of one form per piece, likeliest first, no more than `maxForms`. */
const combine = (pieces: readonly (readonly SpokenForm[])[]): SpokenForm[] => {
  if (pieces.length === 0) return []
  return distinct(
    pieces.reduce<SpokenForm[]>(
      (whole, forms) => whole.flatMap((start) => forms.map((form) => [...start, ...form])).slice(0, maxForms),
      [[]],
    ),
  )
}

const pieceForms = (raw: string): SpokenForm[] => {
  const sign = signs[raw]
  if (sign !== undefined) return [[sign]]
  const piece = raw.replace(/^[^\p{L}\p{N}$£€'.#]+|[^\p{L}\p{N}%°'.]+$/gu, '')
  const lower = piece.toLowerCase().replace(/\.+$/u, '')
  return (
    moneyForms(lower) ??
    quantityForms(lower) ??
    dottedLetters(piece) ??
    abbreviations[lower] ??
    dottedName(lower) ??
    mixedForms(lower) ??
    plainForms(piece)
  )
}

const currencies: Readonly<Record<string, readonly [one: string, many: string, cents: string]>> = {
  $: ['dollar', 'dollars', 'cents'],
  '£': ['pound', 'pounds', 'pence'],
  '€': ['euro', 'euros', 'cents'],
}
const magnitudes: Readonly<Record<string, string>> = {
  k: 'thousand',
  m: 'million',
  mn: 'million',
  b: 'billion',
  bn: 'billion',
  t: 'trillion',
}

const moneyForms = (text: string): SpokenForm[] | null => {
  const found = /^([$£€])(\d[\d,]*)(?:\.(\d+))?(k|mn?|bn?|t)?$/u.exec(text)
  const currency = currencies[found?.[1] ?? '']
  if (!found || !currency) return null
  const whole = (found[2] ?? '').replaceAll(',', '')
  const fraction = found[3]
  const [one, many, cents] = currency
  const name = whole === '1' && fraction === undefined ? one : many
  const magnitude = magnitudes[found[4] ?? '']
  const scaled = magnitude === undefined ? [] : [magnitude]
  const amounts = fraction === undefined ? numberForms(whole) : decimalForms(whole, fraction)
  // Without the currency's name too: in "$3.5 million" it is said after the next word.
  const plain = amounts.slice(0, 2).flatMap((form) => [
    [...form, ...scaled, name],
    [...form, ...scaled],
  ])
  if (fraction?.length !== 2 || scaled.length > 0) return plain
  const dollars = numberForms(whole).slice(0, 1)
  const small = numberForms(String(Number(fraction))).slice(0, 1)
  const split = dollars.flatMap((big) =>
    small.flatMap((little) => [
      [...big, ...little],
      [...big, name, 'and', ...little, cents],
      [...big, name, ...little],
    ]),
  )
  return fraction === '00'
    ? [
        ...numberForms(whole)
          .slice(0, 1)
          .map((form) => [...form, name]),
        ...plain,
      ]
    : [...split, ...plain]
}

const quantityForms = (text: string): SpokenForm[] | null => {
  const found = /^#?'?(\d[\d,]*)?(?:\.(\d+))?(%|st|nd|rd|th|s|'s|k|°)?'?$/u.exec(text)
  if (!found || (found[1] === undefined && found[2] === undefined)) return clockForms(text)
  const whole = (found[1] ?? '').replaceAll(',', '')
  const forms = found[2] === undefined ? numberForms(whole) : decimalForms(whole, found[2])
  switch (found[3]) {
    case '%':
      return forms.map((form) => [...form, 'percent'])
    case '°':
      return forms.map((form) => [...form, 'degrees'])
    case 'k':
      return forms.slice(0, 2).flatMap((form) => [
        [...form, 'thousand'],
        [...form, 'k.'],
      ])
    case 'st':
    case 'nd':
    case 'rd':
    case 'th':
      return ordinalForms(whole)
    case 's':
    case "'s":
      return decadeForms(whole)
    default:
      return forms
  }
}

/** "10:30", and "10:30pm" is left to the mixed rule. */
const clockForms = (text: string): SpokenForm[] | null => {
  const found = /^(\d{1,2}):(\d\d)$/u.exec(text)
  if (!found) return null
  const hour = numberForms(String(Number(found[1])))[0] ?? []
  const minutes = Number(found[2])
  if (minutes === 0) return [[...hour, "o'clock"], hour, [...hour, 'hundred']]
  const spoken = numberForms(String(minutes))[0] ?? []
  return minutes < 10 ? [[...hour, 'oh', ...spoken]] : [[...hour, ...spoken]]
}

/** "U.S.", "p.m." */
const dottedLetters = (piece: string): SpokenForm[] | null =>
  /^(\p{L}\.)+\p{L}?(\.|'s)?$/u.test(piece) && piece.replace(/[^\p{L}]/gu, '').length > 1
    ? [spell(piece.replace(/'s$/u, ''))]
    : null

const spell = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z]|\d/gu) ?? []).flatMap((sign) =>
    /\d/u.test(sign) ? (numberForms(sign)[0] ?? []) : [`${sign}.`],
  )

const abbreviations: Readonly<Record<string, SpokenForm[]>> = {
  mr: [['mister']],
  mrs: [['missus']],
  ms: [['miz']],
  dr: [['doctor'], ['drive']],
  st: [['saint'], ['street']],
  jr: [['junior']],
  sr: [['senior']],
  vs: [['versus']],
  etc: [['et', 'cetera']],
}

/** "example.com", "node.js" */
const dottedName = (text: string): SpokenForm[] | null => {
  if (!/^[\p{L}\p{N}]+(\.[\p{L}\p{N}]+)+$/u.test(text)) return null
  const parts = text.split('.').map(pieceForms)
  return combine(parts.flatMap((forms, index) => (index === 0 ? [forms] : [[['dot']], forms])))
}

/** Letters and digits together: "mp3", "b2b", "10pm", "covid19". */
const mixedForms = (text: string): SpokenForm[] | null => {
  const runs = text.match(/\p{L}+|\d+/gu) ?? []
  if (runs.length < 2 || !/\d/u.test(text)) return null
  return combine(
    runs.map((run): SpokenForm[] => {
      if (/\d/u.test(run)) return numberForms(run)
      return run.length <= 3 ? [spell(run), [run]] : [[run]]
    }),
  )
}

/** Longest run of capitals that is likely to be spelled out ("HTTPS"). */
const maxSpelled = 5

const plainForms = (piece: string): SpokenForm[] => {
  const cleaned = piece.replace(/[^\p{L}\p{M}']+/gu, '')
  const token = cleaned.toLowerCase().replace(/^'+(?=')|'+$/gu, '')
  const letters = cleaned.replace(/'s$/u, '').replace(/[^\p{L}]/gu, '')
  if (letters.length === 0) return []
  const isAcronym = letters.length >= 2 && letters.length <= maxSpelled && /^[A-Z]+s?$/u.test(letters)
  const read: SpokenForm[] = [[token]]
  return isAcronym ? [...read, spell(letters)] : read
}
