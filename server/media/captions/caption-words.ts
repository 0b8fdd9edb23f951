import { wordsInEdit } from '../edl'
import type { CueWord, EditList, Word } from '../types'

/** Pictures in the text: the fonts have none, and emoji are off by default. */
const emoji = /[\p{Extended_Pictographic}\u{1F1E6}-\u{1F1FF}\u{FE0F}\u{20E3}]/gu
const controls = /[\p{Cc}]/gu

/** Longest text of one word that is drawn; a longer one is no word. */
const maxWordChars = 60

/** The words that remain in the edit, in output time, fit to be drawn. Each appears exactly once. */
export const captionWords = (words: readonly Word[], edit: EditList): CueWord[] =>
  wordsInEdit(words, edit).flatMap(({ text, startMs, endMs, speaker }) => {
    const clean = text.replace(emoji, '').replace(controls, ' ').trim()
    if (clean === '') return []
    const shown = [...clean].length > maxWordChars ? `${[...clean].slice(0, maxWordChars - 1).join('')}…` : clean
    return [
      { text: shown, startMs, endMs: Math.max(endMs, startMs + 1), ...(speaker === undefined ? {} : { speaker }) },
    ]
  })

const isCjk = (char: string | undefined): boolean =>
  char !== undefined && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u.test(char)

/** Chinese and Japanese set no space between words. */
export const needsSpace = (left: string, right: string): boolean => !(isCjk([...left].at(-1)) && isCjk([...right][0]))

export const joinWords = (words: readonly { readonly text: string }[]): string =>
  words.reduce(
    (line, word) => (line === '' ? word.text : line + (needsSpace(line, word.text) ? ' ' : '') + word.text),
    '',
  )

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
