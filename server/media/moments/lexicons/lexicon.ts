/** What a phrase tells a listener. Each has a row in `cues.ts` with what it is worth where. */
export type PhraseCue =
  | 'story'
  | 'turn'
  | 'contrast'
  | 'list'
  | 'enumerator'
  | 'you'
  | 'superlative'
  | 'claim'
  | 'curiosity'
  | 'command'
  | 'emotion'
  | 'intensifier'
  | 'payoff'
  | 'filler'
  | 'housekeeping'
  | 'ask'

/** How an opening leans on what the clip does not hold, and how an ending leaves the listener hanging. */
export type EdgeCue =
  | 'leansOnContext'
  | 'joinsOn'
  | 'respondsTo'
  | 'throatClearing'
  | 'pronoun'
  | 'pronounThatStands'
  | 'promisesMore'
  | 'openWord'
  | 'tagQuestion'
  | 'clauseSubject'

/**
 * The words of one language as data. Phrases are lower case, tokens separated by one space; `#` stands for a number
 * (digits or spelled) and `*` for any one word. A cue that a language lacks is simply never seen.
 */
export type Lexicon = {
  readonly language: string
  /** Words that carry no topic: never a keyword, a hashtag or the end of a title. */
  readonly stopwords: readonly string[]
  readonly numbers: readonly string[]
  readonly cues: Readonly<Partial<Record<PhraseCue, readonly string[]>>>
  /** Looked for at the very start or the very end of a sentence only; `clauseSubject` right after a question word. */
  readonly edges: Readonly<Partial<Record<EdgeCue, readonly string[]>>>
  /** Endings a plain stemmer may cut, longest first. */
  readonly suffixes: readonly string[]
  /** Articles and the like that are written onto the next word: "l'". */
  readonly elisions: readonly string[]
}

/** Lexicons are written as prose lists: phrases separated by `|` or line ends. */
export const phrases = (text: string): readonly string[] =>
  text
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

export const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')
