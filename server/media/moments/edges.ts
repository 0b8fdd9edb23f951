import type { EdgeCue, Lexicon } from './lexicons/lexicon'
import { phraseMatcher } from './phrase-matcher'
import type { Signals } from './signals'
import type { Span } from './units'

/**
 * How well a clip may begin or end at a sentence. `severity` 0 = clean, 1 = never: the thought is broken.
 * `warning` is a plain clause, empty when clean.
 */
export type Edge = { readonly severity: number; readonly warning: string }

export const cleanEdge: Edge = { severity: 0, warning: '' }

/** From this severity on a clip is refused, however good its inside. */
export const brokenAt = 0.9

/** What surrounds a sentence and may excuse or worsen its edge. */
export type Surroundings = {
  /** 0-1, a new topic begins with this sentence. */
  readonly topicShift: number
  readonly speakerChanges: boolean
  readonly pauseBeforeMs: number
}

type EdgeReader = {
  opening(span: Span, signals: Signals, around: Surroundings): Edge
  ending(span: Span, signals: Signals, next: NextSentence | null): Edge
}

export type NextSentence = {
  readonly signals: Signals
  readonly span: Span
  readonly pauseMs: number
  readonly speakerChanges: boolean
  readonly topicShift: number
}

/**
 * Severities: 1 where the words are grammatically the second half of something ("because", "as I said"); 0.7 for a pronoun
 * whose noun was left behind; 0.6 for "and", "but", "so", which speakers also use to begin afresh (0.35 when the topic, the
 * speaker or a long pause says that they do); 0.5 for an answer without its question; 0.15 for "well".
 */
const openings: readonly (readonly [cue: EdgeCue, severity: number, why: string])[] = [
  ['leansOnContext', 1, 'which leans on what came before'],
  ['pronoun', 0.7, 'and nothing in the clip says who or what that is'],
  ['joinsOn', 0.6, 'which joins on to what came before'],
  ['respondsTo', 0.5, 'which answers something outside the clip'],
  ['throatClearing', 0.15, 'before getting going'],
]

const freshStartSeverity = 0.35
/** Shorter gaps are between words, not between sentences. */
const heardPauseMs = 200
/** A pause this long in running talk ends a paragraph; between sentences 300-600 ms is usual. */
const paragraphPauseMs = 1500

export const edgeReader = (tokens: readonly string[], lexicon: Lexicon, isPunctuated: boolean): EdgeReader => {
  const numbers = new Set(lexicon.numbers)
  const matcherOf = (cues: readonly EdgeCue[]) =>
    phraseMatcher(
      cues.flatMap((cue) => (lexicon.edges[cue] ?? []).map((phrase) => [phrase, cue] as const)),
      numbers,
    )
  const starts = matcherOf([...openings.map(([cue]) => cue), 'pronounThatStands'])
  const ends = matcherOf(['promisesMore', 'openWord'])

  const opening: EdgeReader['opening'] = (span, signals, around) => {
    if (!span.startsSentence) return { severity: 0.65, warning: 'begins at a pause inside a very long sentence' }
    // "Um, well, and he": what counts is behind the throat-clearing.
    let at = span.startWord
    let cleared = 0
    let found = starts.matchesAt(tokens, at, span.endWord)
    while (found.at(-1)?.value === 'throatClearing' && at < span.endWord - 1) {
      at = found.at(-1)?.end ?? at + 1
      cleared += 1
      found = starts.matchesAt(tokens, at, span.endWord)
    }
    const said = (end: number) => tokens.slice(span.startWord, Math.max(end, at + 1)).join(' ')
    if (signals.hits.some((hit) => hit.cue === 'housekeeping' && hit.startWord <= span.startWord + 2))
      return { severity: 0.5, warning: `begins with a greeting or thanks: "${said(span.startWord + 3)}"` }
    const stands = found.some((match) => match.value === 'pronounThatStands')
    for (const [cue, severity, why] of openings) {
      const match = found.findLast((candidate) => candidate.value === cue)
      if (match === undefined) continue
      if (cue === 'pronoun' && stands) continue
      // "So, what is compost?" after a paragraph's end begins a thought; "and" a word later does not.
      const isFresh =
        cue === 'joinsOn' &&
        (around.speakerChanges || around.topicShift >= 0.5 || around.pauseBeforeMs >= paragraphPauseMs)
      // "Second, ..." belongs to a list however long the pause.
      const counts = signals.hits.some((hit) => hit.cue === 'enumerator' && hit.startWord === match.start)
      return {
        severity: isFresh && !counts ? freshStartSeverity : severity,
        warning: `begins with "${said(match.end)}", ${why}`,
      }
    }
    return cleared > 0 ? { severity: 0.15, warning: `begins with "${said(at)}", ${openings[4]?.[2] ?? ''}` } : cleanEdge
  }

  const ending: EdgeReader['ending'] = (span, signals, next) => {
    if (!span.endsSentence) return { severity: 0.65, warning: 'ends at a pause inside a very long sentence' }
    if (span.endsWith === '…' && next !== null)
      return { severity: 0.7, warning: 'ends in a sentence that is not finished' }
    for (let at = Math.max(span.startWord, span.endWord - 7); at < span.endWord; at += 1) {
      const match = ends.matchesAt(tokens, at, span.endWord).find((candidate) => candidate.end === span.endWord)
      if (match === undefined) continue
      // "That's who we are." ends well on a word that dangles where nothing but a pause says that the sentence is over.
      if (match.value === 'openWord' && isPunctuated && span.endsWith !== 'pause') continue
      const why =
        match.value === 'promisesMore' ? 'which promises more than the clip holds' : 'in the middle of a phrase'
      return { severity: 1, warning: `ends with "${tokens.slice(at, span.endWord).join(' ')}", ${why}` }
    }
    if (next !== null && span.endsWith === 'pause' && next.pauseMs < heardPauseMs && !next.speakerChanges)
      return { severity: 0.5, warning: 'ends where neither a pause nor the words say that the sentence is over' }
    if (signals.isQuestion)
      return { severity: next === null ? 0.5 : 1, warning: 'ends with a question that is not answered' }
    const concludes = signals.hits.some(({ cue }) => cue === 'payoff' || cue === 'turn')
    const opens = concludes
      ? undefined
      : signals.hits.find(({ cue }) => cue === 'story' || cue === 'list' || cue === 'curiosity')
    if (opens?.cue === 'list') return { severity: 0.9, warning: 'ends by announcing a list' }
    if (opens !== undefined)
      return { severity: 0.5, warning: `ends on "${words(opens.startWord, opens.endWord)}", an opening` }
    if (
      signals.hits.some((hit) => hit.cue === 'enumerator' && hit.startWord <= span.startWord + 1) &&
      continuesList(next)
    )
      return { severity: 0.5, warning: 'ends in the middle of a list' }
    return next === null ? cleanEdge : cutOffFrom(next)
  }

  const words = (from: number, to: number) => tokens.slice(from, to).join(' ')

  const continuesList = (next: NextSentence | null): boolean =>
    next !== null &&
    starts.matchesAt(tokens, next.span.startWord, next.span.endWord).some((match) => match.value === 'joinsOn')

  /** The sentence after tells whether the thought was over. */
  const cutOffFrom = (next: NextSentence): Edge => {
    if (next.speakerChanges || next.pauseMs >= paragraphPauseMs) return cleanEdge
    const conclusion = next.signals.hits.find((hit) => hit.cue === 'payoff' && hit.startWord - next.span.startWord <= 1)
    if (conclusion !== undefined)
      return {
        severity: 0.4,
        warning: `stops before "${words(conclusion.startWord, conclusion.endWord)}", where the conclusion is drawn`,
      }
    if (next.topicShift >= 0.5) return cleanEdge
    // A second of silence makes most sentences an end.
    const nearness = next.pauseMs >= 900 ? 0.4 : 1
    const found = starts.matchesAt(tokens, next.span.startWord, next.span.endWord)
    const first = tokens[next.span.startWord] ?? ''
    if (found.some((match) => match.value === 'leansOnContext'))
      return { severity: 0.45 * nearness, warning: `stops before "${first}", where the same thought goes on` }
    // "And", "but", "it" right after: half of such sentences add an afterthought that a clip does without.
    if (found.some((match) => match.value === 'joinsOn') && next.pauseMs < 500)
      return { severity: 0.2, warning: `stops before "${first}", where the speaker goes on` }
    return cleanEdge
  }

  return { opening, ending }
}
