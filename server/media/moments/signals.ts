import type { Word } from '../types'
import type { Cue, Hit } from './cues'
import type { Lexicon, PhraseCue } from './lexicons/lexicon'
import { phraseMatcher } from './phrase-matcher'
import { isNumber, normalise } from './text'
import type { Span } from './units'

export type Signals = { readonly hits: readonly Hit[]; readonly isQuestion: boolean; readonly fillerWords: number }

type Reader = (span: Span) => Signals

/** A sentence this short, and with something to say, is remembered whole: 3 to 12 words. */
const quotableWords = { min: 3, max: 12 }

/** "David, how real is it?": a name may come first. */
const vocativeWords = 1
/** Bare sentences longer than this that begin with "how" or "when" are mostly clauses. */
const longestBareQuestion = 14

/** "One night" opens a story at a sentence's head; further in it is only a time. */
const storyWithin = 4

/** Reads one sentence for everything the lexicon, the punctuation and the capitals can tell. */
export const signalReader = (
  words: readonly Word[],
  tokens: readonly string[],
  lexicon: Lexicon,
  isPunctuated: boolean,
): Reader => {
  const numbers = new Set(lexicon.numbers)
  const stop = new Set(lexicon.stopwords)
  const entries = Object.entries(lexicon.cues).flatMap(([cue, list]) =>
    // Safe: the keys of `cues` are PhraseCue by its type; Object.entries forgets that.
    (list ?? []).map((phrase) => [phrase, cue as PhraseCue] as const),
  )
  const matcher = phraseMatcher(entries, numbers)
  const light = new Set([
    ...(lexicon.edges.throatClearing ?? []),
    ...(lexicon.edges.joinsOn ?? []),
    ...(lexicon.edges.respondsTo ?? []),
  ])
  const tags = phraseMatcher(
    (lexicon.edges.tagQuestion ?? []).map((phrase) => [phrase, true] as const),
    numbers,
  )
  const clauseSubjects = new Set(lexicon.edges.clauseSubject ?? [])
  // "one" is a pronoun more often than a count ("the one that"); the same holds for un, uno, um.
  const articleLike = lexicon.numbers[1]
  // German writes every noun with a capital, and a bare ASR writes none: a capital tells nothing there.
  const capitalsTell = isPunctuated && lexicon.language !== 'de'

  return (span) => {
    const hits: Hit[] = []
    let fillerWords = 0
    let asks = false
    const startOf = firstMeaningful(tokens, span, light)
    for (let at = span.startWord; at < span.endWord; at += 1) {
      const token = tokens[at] ?? ''
      for (const match of matcher.matchesAt(tokens, at, span.endWord)) {
        if (match.value === 'filler') fillerWords += match.end - match.start
        else if (match.value === 'ask')
          asks ||=
            match.start >= startOf &&
            match.start - startOf <= vocativeWords &&
            !clauseSubjects.has(tokens[match.end] ?? '')
        else if (match.value === 'command' && match.start > startOf) continue
        else if (match.value === 'story' && match.start - startOf > storyWithin) continue
        else hits.push(hit(match.value, match.start, match.end))
      }
      if (isNumber(token, numbers) && token !== articleLike) hits.push(hit('number', at, at + 1))
      const written = words[at]?.text ?? ''
      const isName = capitalsTell && at > span.startWord && /^[^\p{L}]*\p{Lu}\p{L}/u.test(written) && !stop.has(token)
      if (isName && !/[.!?]$/.test(words[at - 1]?.text ?? '')) hits.push(hit('name', at, at + 1))
    }
    const isMarked = span.endsWith === '?' && !endsInTag(tokens, span, tags)
    // Bare words: a question word at the head of a short sentence. "What I learned is" is none.
    const isQuestion = isMarked || (!isPunctuated && asks && span.endWord - span.startWord <= longestBareQuestion)
    if (isQuestion) hits.push(hit('question', span.startWord, span.endWord))
    if (span.endsWith === '!') hits.push(hit('exclamation', span.startWord, span.endWord))
    const length = span.endWord - span.startWord
    const says = hits.some(({ cue }) => cue !== 'you' && cue !== 'name' && cue !== 'number' && cue !== 'enumerator')
    if (!isQuestion && says && span.endsSentence && length >= quotableWords.min && length <= quotableWords.max)
      hits.push(hit('quotable', span.startWord, span.endWord))
    return { hits: hits.sort(byPlace), isQuestion, fillerWords }
  }
}

/** One common word ("never", "stop") says less than a phrase that nobody says by accident. */
const loneWordStrength: Partial<Record<Cue, number>> = { claim: 0.6, command: 0.7, list: 1, turn: 0.8 }

const hit = (cue: Cue, startWord: number, endWord: number): Hit => ({
  cue,
  startWord,
  endWord,
  strength: endWord - startWord === 1 ? (loneWordStrength[cue] ?? 1) : 1,
})

const byPlace = (a: Hit, b: Hit) => a.startWord - b.startWord || b.endWord - a.endWord || (a.cue < b.cue ? -1 : 1)

/** Position of the first word that is no "um", "so" or "well". */
const firstMeaningful = (tokens: readonly string[], span: Span, light: ReadonlySet<string>): number => {
  let at = span.startWord
  while (at < span.endWord - 1 && light.has(tokens[at] ?? '')) at += 1
  return at
}

const endsInTag = (tokens: readonly string[], span: Span, tags: ReturnType<typeof phraseMatcher<boolean>>): boolean => {
  for (let at = Math.max(span.startWord + 1, span.endWord - 5); at < span.endWord; at += 1)
    if (tags.matchesAt(tokens, at, span.endWord).some((match) => match.end === span.endWord)) return true
  return false
}

/** Content words of what the creator asked for, as stems. */
export const promptStems = (prompt: string, lexicon: Lexicon, stem: (token: string) => string): string[] => {
  const stop = new Set(lexicon.stopwords)
  const tokens = prompt
    .split(/\s+/)
    .map(normalise)
    .filter((token) => token.length > 1 && !stop.has(token))
  return [...new Set(tokens.map(stem))]
}
