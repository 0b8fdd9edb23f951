import { clamp01, type Reading, type Run, type Seen, seenAll } from '../run'
import type { Talk } from '../talk'

/** What a viewer who saw nothing else needs in order to follow. Every fault takes a share of what is left. */
export const readClarity = (talk: Talk, run: Run): Reading => {
  const first = talk.units[run.from]
  const last = talk.units[run.to]
  if (first === undefined || last === undefined) return { value: 0, seen: [] }
  const seen: Seen[] = []
  const lossOf = (loss: number, item: () => Seen): number => {
    if (loss > 0.02) seen.push(item())
    return 1 - loss
  }
  let fillers = 0
  let confidence = 0
  let deadAirMs = 0
  let promotion = 0
  let shift = 0
  let shiftAt = first
  let worstFiller = first
  let least = first
  for (let index = run.from; index <= run.to; index += 1) {
    const unit = talk.units[index]
    if (unit === undefined) continue
    fillers += unit.fillerWords
    confidence += unit.confidence * (unit.endWord - unit.startWord)
    deadAirMs += unit.deadAirMs + (index > run.from ? Math.max(0, unit.pauseBeforeMs - restMs) : 0)
    if (unit.hits.some((hit) => hit.cue === 'housekeeping')) promotion += 1
    if (unit.fillerWords > worstFiller.fillerWords) worstFiller = unit
    if (unit.confidence < least.confidence) least = unit
    // A new topic from the second sentence on means that the first belongs to what came before; one at the last, that it
    // belongs to what follows.
    if (index > run.from && unit.topicShift > shift) {
      shift = unit.topicShift
      shiftAt = unit
    }
  }
  const words = last.endWord - first.startWord
  const seconds = (last.endMs - first.startMs) / 1000
  const meanConfidence = confidence / Math.max(1, words)
  const value =
    lossOf(0.5 * first.opening.severity, () => seenAll(first, first.opening.warning, 0)) *
    lossOf(0.4 * last.ending.severity, () => seenAll(last, last.ending.warning, 0)) *
    // One word in twenty being a filler is usual and heard; one in eight is hard to listen to.
    lossOf(Math.min(0.5, Math.max(0, fillers / Math.max(1, words) - 0.02) * 4), () =>
      seenAll(worstFiller, `${fillers} filler words`, 0),
    ) *
    // Engines give 0.9 and more to words they heard well; under 0.5 every second one is doubtful.
    lossOf(0.4 * clamp01((0.85 - meanConfidence) / 0.5), () => seenAll(least, 'hard to make out', 0)) *
    lossOf(Math.min(0.6, (1.5 * deadAirMs) / 1000 / Math.max(1, seconds)), () =>
      seenAll(last, `${(deadAirMs / 1000).toFixed(1)} s of silence inside`, 0),
    ) *
    lossOf(0.4 * shift, () => seenAll(shiftAt, 'the topic changes inside', 0)) *
    lossOf(Math.min(0.7, promotion / Math.max(1, run.to - run.from + 1) + (promotion > 0 ? 0.3 : 0)), () =>
      seenAll(first, 'greeting, thanks or advertising inside', 0),
    ) *
    lossOf(isThin(words, seconds) ? 0.25 : 0, () => seenAll(first, 'few words for its length', 0)) *
    // Restored sentence ends are right in about four of five places.
    lossOf(talk.isPunctuated ? 0 : 0.1, () => seenAll(last, 'sentence ends are guessed from pauses', 0))
  if (seen.length === 0) seen.push(seenAll(first, `whole sentences on one topic, ${words} words, hardly a filler`, 0))
  return { value, seen }
}

/** A pause of up to this between sentences is rest, not dead air. */
const restMs = 1200
/** Talk runs at 2 to 3.3 words a second; below 1.2 there is more waiting than saying. */
const isThin = (words: number, seconds: number): boolean => words / Math.max(1, seconds) < 1.2
