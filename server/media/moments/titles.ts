import { cueTable } from './cues'
import { keyTerms } from './features/novelty'
import { phrases } from './lexicons/lexicon'
import type { Run } from './run'
import type { Talk } from './talk'
import { normalise, unelided } from './text'

/** Words that dangle at an end but open a title well. */
const alwaysFine = [
  'the',
  'a',
  'an',
  'i',
  'we',
  'my',
  'our',
  'your',
  'if',
  'when',
  'like',
  'just',
  "i'm",
  "we're",
  "you're",
  'this',
  "there's",
]

/** What a phone shows on one or two lines over a clip. */
const maxTitleChars = 65
const minTitleWords = 3
const maxHashtags = 4
const fewHashtags = 2

/**
 * The strongest clause of the clip, in its own words: cleaned of what leads in and trails off, never longer than a title.
 * Nothing is invented, so a dull clip has a dull title.
 */
export const titleOf = (talk: Talk, run: Run): string => {
  const terms = new Map(keyTerms(talk, run, 12).map(({ term, worth }) => [term, worth]))
  const leaning = new Set([...(talk.lexicon.edges.pronoun ?? []), ...(talk.lexicon.edges.openWord ?? [])])
  for (const token of alwaysFine) leaning.delete(token)
  const heaviest = Math.max(1e-9, ...terms.values())
  let best = ''
  let bestWorth = Number.NEGATIVE_INFINITY
  for (const clause of clausesOf(talk, run)) {
    const trimmed = trim(talk, clause.from, clause.to)
    const length = trimmed.to - trimmed.from
    const text = present(talk, trimmed.from, trimmed.to)
    if (length < minTitleWords || text === '') continue
    const content = new Set<number>()
    for (let at = trimmed.from; at < trimmed.to; at += 1) content.add(talk.vocabulary.termOf[at] ?? -1)
    content.delete(-1)
    const topical = [...content].reduce((sum, term) => sum + (terms.get(term) ?? 0) / heaviest, 0)
    const unit = talk.units[clause.unit]
    const pull = (unit?.hits ?? [])
      .filter((hit) => hit.startWord >= trimmed.from && hit.endWord <= trimmed.to)
      .reduce((sum, hit) => Math.max(sum, cueTable[hit.cue].hook * hit.strength + cueTable[hit.cue].payoff * 0.5), 0)
    const opens = unit?.opening.severity ?? 0
    const worth =
      Math.min(2, topical) * 0.5 +
      (content.size === 0 ? -1 : 0) +
      pull +
      (clause.isWhole ? 0.35 : 0) +
      // Four to ten words read at a glance.
      (length >= 4 && length <= 10 ? 0.2 : 0) +
      (text.endsWith('?') ? 0.15 : 0) +
      (clause.unit === run.from ? 0.1 : 0) -
      (clause.startsUnit && clause.from === trimmed.from ? 0.6 * opens : 0) -
      (clause.startsUnit ? 0 : 0.3) -
      // "It rehearses what frightens you": what does?
      (leaning.has(talk.vocabulary.tokens[trimmed.from] ?? '') ? 0.4 : 0) -
      (trimmed.isCut ? 0.5 : 0)
    if (worth > bestWorth + 1e-9) {
      bestWorth = worth
      best = text
    }
  }
  if (best !== '') return best
  const first = talk.units[run.from]
  const last = talk.units[run.to]
  if (first === undefined || last === undefined) return ''
  const fallback = trim(talk, first.startWord, last.endWord)
  return present(talk, fallback.from, fallback.to)
}

type Clause = { unit: number; from: number; to: number; startsUnit: boolean; isWhole: boolean }

/** Sentences, and their parts between commas, dashes and semicolons. */
const clausesOf = (talk: Talk, run: Run): Clause[] => {
  const clauses: Clause[] = []
  for (let index = run.from; index <= run.to; index += 1) {
    const unit = talk.units[index]
    if (unit === undefined) continue
    clauses.push({ unit: index, from: unit.startWord, to: unit.endWord, startsUnit: true, isWhole: true })
    let from = unit.startWord
    for (let at = unit.startWord; at < unit.endWord; at += 1) {
      if (at + 1 < unit.endWord && !/[,;:\u2013\u2014]$/.test(talk.words[at]?.text ?? '')) continue
      if (at + 1 - from < unit.endWord - unit.startWord)
        clauses.push({ unit: index, from, to: at + 1, startsUnit: from === unit.startWord, isWhole: false })
      from = at + 1
    }
  }
  return clauses
}

const leadIns = phrases(
  `and|so|but|well|you know|i mean|like|um|uh|okay|ok|yeah|yes|no|now|look|see|actually|basically|then|because|also|oh|right|or|that`,
)

const trim = (talk: Talk, start: number, end: number): { from: number; to: number; isCut: boolean } => {
  const { tokens } = talk.vocabulary
  const light = new Set([
    ...leadIns,
    ...(talk.lexicon.edges.throatClearing ?? []),
    ...(talk.lexicon.edges.joinsOn ?? []),
  ])
  const dangling = new Set(talk.lexicon.edges.openWord ?? [])
  let from = start
  // "that" begins a title well when a noun follows ("that night"), ill when a verb does; a whole sentence keeps it.
  while (from < end - minTitleWords && tokens[from] !== 'that' && light.has(tokens[from] ?? '')) from += 1
  let to = end
  while (to > from + 1 && talk.quote(from, to).length > maxTitleChars) to -= 1
  const isCut = to < end
  while (
    isCut &&
    to > from + 1 &&
    (dangling.has(tokens[to - 1] ?? '') || talk.lexicon.stopwords.includes(tokens[to - 1] ?? ''))
  )
    to -= 1
  return { from, to, isCut }
}

/** Sentence case, no mark at the end but a question's. */
const present = (talk: Talk, from: number, to: number): string => {
  const raw = talk.quote(from, to).trim()
  const isQuestion = /\?["'\u201d]?$/.test(raw)
  const bare = raw.replace(/^[^\p{L}\p{N}$€£#]+/u, '').replace(/[^\p{L}\p{N}%$€£]+$/gu, '')
  const spelled = talk.isPunctuated ? bare : bare.toLowerCase().replace(/\bi\b/g, 'I')
  const characters = [...spelled]
  const cut = characters.length > maxTitleChars ? characters.slice(0, maxTitleChars).join('').trimEnd() : spelled
  const first = [...cut][0] ?? ''
  return `${first.toUpperCase()}${cut.slice(first.length)}${isQuestion && cut === spelled ? '?' : ''}`
}

/** The clip's own key terms as written: what it says twice or names, filled up with what it says once. */
export const hashtagsOf = (talk: Talk, run: Run): string[] => {
  const terms = keyTerms(talk, run, 12)
  const names = new Set(
    talk.units
      .slice(run.from, run.to + 1)
      .flatMap((unit) => unit.hits.filter((hit) => hit.cue === 'name').map((hit) => hit.startWord)),
  )
  const sure = terms.filter((item) => item.count > 1 || names.has(item.wordIndex))
  const rest = terms.filter((item) => !sure.includes(item)).slice(0, Math.max(0, fewHashtags - sure.length))
  const tags: string[] = []
  for (const { wordIndex } of [...sure, ...rest]) {
    const word = talk.words[wordIndex]
    const token = tagText(word?.text ?? '', talk.lexicon.elisions)
    if (tags.length >= maxHashtags || token.length < 4 || (word?.confidence ?? 0) < 0.5) continue
    const tag = `#${token}`
    if (!tags.some((known) => known.startsWith(tag) || tag.startsWith(known))) tags.push(tag)
  }
  return tags
}

const tagText = (text: string, elisions: readonly string[]): string =>
  unelided(normalise(text), elisions)
    .replace(/'s$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
