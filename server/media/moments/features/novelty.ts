import { clamp01, type Reading, type Run, type Seen, seenAll } from '../run'
import type { Talk } from '../talk'

/** Whether it says what the rest of the video does not: rare words that come back here, names, numbers, a topic of its own. */
export const readNovelty = (talk: Talk, run: Run): Reading => {
  const first = talk.units[run.from]
  if (first === undefined) return { value: 0, seen: [] }
  let weighted = 0
  let weight = 0
  let concrete = 0
  let concreteAt: Seen | null = null
  for (let index = run.from; index <= run.to; index += 1) {
    const unit = talk.units[index]
    if (unit === undefined) continue
    const length = unit.endWord - unit.startWord
    weighted += unit.novelty * length
    weight += length
    for (const hit of unit.hits) {
      if (hit.cue !== 'number' && hit.cue !== 'name') continue
      concrete += 1
      concreteAt ??= { signal: 'names and numbers', startWord: hit.startWord, endWord: hit.endWord, worth: 0 }
    }
  }
  const per20s = (concrete * 20_000) / Math.max(10_000, run.endMs - run.startMs)
  const value = clamp01(
    0.75 * (weighted / Math.max(1, weight)) + 0.15 * (1 - Math.exp(-per20s / 2)) + 0.1 * first.topicShift,
  )
  const seen: Seen[] = keyTerms(talk, run, 4).map(({ wordIndex, worth }) => ({
    signal: 'said here and hardly elsewhere',
    startWord: wordIndex,
    endWord: wordIndex + 1,
    worth,
  }))
  if (concreteAt !== null) seen.push(concreteAt)
  if (first.topicShift >= 0.5) seen.push(seenAll(first, 'opens a new topic', first.topicShift))
  if (seen.length === 0) seen.push(seenAll(first, 'only words that come back all over the video', 0))
  return { value, seen }
}

export type KeyTerm = {
  readonly term: number
  readonly wordIndex: number
  readonly count: number
  readonly worth: number
}

/**
 * The terms that stand for this run: said here, hardly elsewhere. worth = occurrences here x rarity x the share of all
 * occurrences that are here. Deterministic: by worth, then by place.
 */
export const keyTerms = (talk: Talk, run: Run, limit: number): KeyTerm[] => {
  const { termOf, idf, count } = talk.vocabulary
  const first = talk.units[run.from]
  const last = talk.units[run.to]
  if (first === undefined || last === undefined) return []
  const here = new Map<number, { wordIndex: number; count: number }>()
  for (let at = first.startWord; at < last.endWord; at += 1) {
    const term = termOf[at] ?? -1
    if (term < 0 || (talk.words[at]?.confidence ?? 0) < 0.4) continue
    const known = here.get(term)
    if (known === undefined) here.set(term, { wordIndex: at, count: 1 })
    else known.count += 1
  }
  return [...here]
    .map(([term, known]) => ({
      term,
      wordIndex: known.wordIndex,
      count: known.count,
      worth: known.count * (0.2 + (idf[term] ?? 0)) * (known.count / Math.max(1, count[term] ?? 1)) ** 0.5,
    }))
    .sort((a, b) => b.worth - a.worth || a.wordIndex - b.wordIndex)
    .slice(0, limit)
}
