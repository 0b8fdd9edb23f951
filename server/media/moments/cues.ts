import type { PhraseCue } from './lexicons/lexicon'

export type Cue = Exclude<PhraseCue, 'ask' | 'filler'> | 'question' | 'number' | 'name' | 'exclamation' | 'quotable'

/** Something seen in words `[startWord, endWord)`. `strength` 0-1 scales what the cue is worth. */
export type Hit = { readonly cue: Cue; readonly startWord: number; readonly endWord: number; readonly strength: number }

type CueRow = {
  /** How evidence names it, for a person who checks. */
  readonly signal: string
  /** Chance that it alone makes a listener stay (hook), end satisfied (payoff) or feel something (emotion). */
  readonly hook: number
  readonly payoff: number
  readonly emotion: number
}

/**
 * What each cue is worth where. Cues combine as independent chances, 1 - (1-a)(1-b)..., so that no single one decides and a
 * pile of weak ones never counts as certain. Ordered by what opens and closes clips that editors keep: an open question, a
 * list that is announced, a reason held back; then stories, claims and superlatives; a bare "you" or a number the least.
 */
export const cueTable: Readonly<Record<Cue, CueRow>> = {
  question: { signal: 'asks a question', hook: 0.42, payoff: 0, emotion: 0 },
  curiosity: { signal: 'opens a gap the listener wants closed', hook: 0.42, payoff: 0.1, emotion: 0.05 },
  list: { signal: 'announces a list', hook: 0.42, payoff: 0, emotion: 0 },
  story: { signal: 'begins a story', hook: 0.36, payoff: 0, emotion: 0.1 },
  claim: { signal: 'makes a strong claim', hook: 0.3, payoff: 0.2, emotion: 0.05 },
  contrast: { signal: 'goes against what is expected', hook: 0.32, payoff: 0.2, emotion: 0.05 },
  superlative: { signal: 'superlative', hook: 0.3, payoff: 0.15, emotion: 0.1 },
  command: { signal: 'tells the listener to do something', hook: 0.26, payoff: 0.15, emotion: 0 },
  turn: { signal: 'turning point', hook: 0.2, payoff: 0.2, emotion: 0.15 },
  emotion: { signal: 'emotional word', hook: 0.2, payoff: 0.15, emotion: 0.3 },
  number: { signal: 'names a number', hook: 0.2, payoff: 0.08, emotion: 0 },
  you: { signal: 'speaks to the listener', hook: 0.16, payoff: 0.08, emotion: 0 },
  name: { signal: 'names someone or something', hook: 0.1, payoff: 0, emotion: 0 },
  intensifier: { signal: 'intensifier', hook: 0.06, payoff: 0.05, emotion: 0.2 },
  exclamation: { signal: 'exclamation', hook: 0.08, payoff: 0.08, emotion: 0.2 },
  quotable: { signal: 'short sentence that stands alone', hook: 0.14, payoff: 0.22, emotion: 0 },
  payoff: { signal: 'draws the conclusion', hook: 0, payoff: 0.5, emotion: 0 },
  enumerator: { signal: 'counts through a list', hook: 0, payoff: 0, emotion: 0 },
  housekeeping: { signal: 'greeting, thanks or advertising', hook: 0, payoff: 0, emotion: 0 },
}

/** Independent chances: 1 - product of (1 - chance). */
export const anyOf = (chances: readonly number[]): number =>
  1 - chances.reduce((none, chance) => none * (1 - Math.min(1, Math.max(0, chance))), 1)
