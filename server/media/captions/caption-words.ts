import { wordsInEdit } from '../edl'
import { splitWords } from '../transcript/align-text'
import { shareTime } from '../transcript/share-time'
import type { CueWord, EditList, Word } from '../types'

/** What is a picture by Unicode's books and a sign of writing to everyone else: the fonts have these. */
const writtenSigns = '[©®™‼⁉〰〽㊗㊙]'
const picture = `(?!${writtenSigns})\\p{Extended_Pictographic}[\\u{FE0F}\\p{Emoji_Modifier}]*[\\u{E0020}-\\u{E007F}]*`
/**
 * Pictures in the text, whole: with skin tones, with all that zero-width joiners tie on, flags. The fonts have none, and emoji are off
 * by default. A joiner that ties letters (Persian, Hindi) is none of theirs, and a keycap leaves its digit.
 */
const emoji = new RegExp(
  `${picture}(?:\\u200D${picture})*\\u200D?|[\\u{1F1E6}-\\u{1F1FF}\\p{Emoji_Modifier}\\u{FE0E}\\u{FE0F}\\u{20E3}\\u{E0020}-\\u{E007F}]`,
  'gu',
)
const controls = /[\p{Cc}]/gu
const visible = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u

/** Longest text of one word that is drawn as one; of a longer one each part is a word. */
const maxWordChars = 60
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * The words that remain in the edit, in output time, fit to be drawn. Each appears exactly once; what an engine or a file gave as one
 * word and is none (a sentence in a script without spaces, a string without end) comes in parts that share its time.
 */
export const captionWords = (words: readonly Word[], edit: EditList): CueWord[] =>
  wordsInEdit(words, edit).flatMap(({ text, startMs, endMs, speaker }) => {
    const clean = text.replace(emoji, '').replace(controls, ' ')
    const parts = splitWords(clean)
      .filter((part) => visible.test(part))
      .flatMap(shortParts)
    const range = { startMs, endMs: Math.max(endMs, startMs + 1) }
    return shareTime(parts, range).map((part) => (speaker === undefined ? part : { ...part, speaker }))
  })

const shortParts = (word: string): string[] => {
  if (word.length <= maxWordChars) return [word]
  const signs = Array.from(graphemes.segment(word), ({ segment }) => segment)
  const count = Math.ceil(signs.length / maxWordChars)
  return Array.from({ length: count }, (_, at) => signs.slice(at * maxWordChars, (at + 1) * maxWordChars).join(''))
}

/**
 * Words that lean on the next one; a line never ends on one where another break exists. Articles, prepositions,
 * conjunctions and possessives of the languages we caption most.
 */
const leaning: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'a an the of in on at to for from by with into onto over under about as and or but if than that my your his her its our their is are was were be not no very so'.split(
      ' ',
    ),
  ),
  fr: new Set(
    'le la les l un une des du de d en à au aux dans sur sous par pour avec sans chez et ou mais si que qui ne mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs'.split(
      ' ',
    ),
  ),
  es: new Set(
    'el la los las un una unos unas de del en a al con por para sin sobre entre y o pero si que mi mis tu tus su sus no'.split(
      ' ',
    ),
  ),
  de: new Set(
    'der die das den dem des ein eine einen einem einer eines in im an am auf zu zum zur von vom mit für bei nach aus über unter und oder aber dass wenn nicht kein keine mein meine dein deine sein seine ihr ihre'.split(
      ' ',
    ),
  ),
  it: new Set(
    'il lo la i gli le un uno una di del della dei in nel nella a al alla da dal con per su tra fra e o ma se che mio mia tuo tua suo sua non'.split(
      ' ',
    ),
  ),
  pt: new Set(
    'o a os as um uma de do da dos das em no na nos nas a ao à com por para sem sobre e ou mas se que meu minha teu tua seu sua não'.split(
      ' ',
    ),
  ),
}

export const leansOnNext = (text: string, language: string): boolean => {
  const bare = text.toLowerCase().replace(/[^\p{L}\p{M}]/gu, '')
  return bare !== '' && !/[\p{P}]$/u.test(text) && (leaning[language]?.has(bare) ?? false)
}
