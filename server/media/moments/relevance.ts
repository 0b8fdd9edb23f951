import type { Evidence } from '../types'
import type { Run } from './run'
import { promptStems } from './signals'
import type { Talk } from './talk'

/** With a wish from the creator, a moment that does not touch it keeps this share of its score. */
const unrelatedShare = 0.3

type Relevance = (run: Run, score: number) => { readonly score: number; readonly evidence: readonly Evidence[] }

/** How much a run speaks about what was asked for: shared word stems, rare ones counting more. */
export const relevanceReader = (talk: Talk, prompt: string): Relevance | null => {
  const stems = promptStems(prompt, talk.lexicon, talk.vocabulary.stem)
  if (stems.length === 0) return null
  const placesOf = new Map(stems.map((stem) => [stem, placesWith(talk, stem)]))
  // A word that the video never says cannot tell its moments apart.
  const known = stems.filter((stem) => (placesOf.get(stem)?.length ?? 0) > 0)
  const rarity = (stem: string) => 0.3 + (talk.vocabulary.idf[talk.vocabulary.idOfStem.get(stem) ?? -1] ?? 0.7)
  const total = known.reduce((sum, stem) => sum + rarity(stem), 0)
  return (run, score) => {
    const from = talk.units[run.from]?.startWord ?? 0
    const to = talk.units[run.to]?.endWord ?? 0
    let share = 0
    const evidence: Evidence[] = []
    for (const stem of known) {
      const inside = (placesOf.get(stem) ?? []).filter((at) => at >= from && at < to)
      const first = inside[0]
      if (first === undefined) continue
      // Said once is a mention (0.6), three times a subject (0.94).
      share += (rarity(stem) / total) * (1 - 0.4 ** inside.length)
      evidence.push({
        startMs: talk.words[first]?.startMs ?? run.startMs,
        endMs: talk.words[first]?.endMs ?? run.endMs,
        signal: `about what was asked for, said ${inside.length} ${inside.length === 1 ? 'time' : 'times'}`,
        text: talk.quote(first, first + 1),
      })
    }
    const relevant = score * (unrelatedShare + (1 - unrelatedShare) * Math.min(1, share * 1.15))
    // Speaking of it all the time lifts a plain moment above a brilliant one on something else.
    const lifted = relevant + (100 - relevant) * 0.35 * share
    if (evidence.length > 0) return { score: lifted, evidence }
    return {
      score: relevant,
      evidence: [
        {
          startMs: run.startMs,
          endMs: run.endMs,
          signal: 'nothing of what was asked for',
          text: talk.quote(from, Math.min(to, from + 7)),
        },
      ],
    }
  }
}

const placesWith = (talk: Talk, stem: string): number[] => {
  const id = talk.vocabulary.idOfStem.get(stem)
  const places: number[] = []
  if (id === undefined) {
    // Numbers and stopwords have no term; asked for by name they count all the same.
    talk.vocabulary.tokens.forEach((token, at) => {
      if (token === stem) places.push(at)
    })
    return places
  }
  talk.vocabulary.termOf.forEach((term, at) => {
    if (term === id) places.push(at)
  })
  return places
}
