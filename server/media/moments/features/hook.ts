import { anyOf, cueTable } from '../cues'
import { clamp01, type Reading, type Run, type Seen, seenAll, startOfHit, strongestPerSignal } from '../run'
import type { Talk } from '../talk'

/** A viewer decides within about three seconds; what comes later counts less and after eight seconds is no hook. */
const fullMs = 3000
const overMs = 8000
/** A first sentence longer than this has not made its point when the viewer decides. */
const slowSentenceMs = 12_000

/** Whether the first seconds make a stranger stay. */
export const readHook = (talk: Talk, run: Run): Reading => {
  const first = talk.units[run.from]
  if (first === undefined) return { value: 0, seen: [] }
  const seen: Seen[] = []
  for (let index = run.from; index <= run.to; index += 1) {
    const unit = talk.units[index]
    if (unit === undefined || unit.startMs - first.startMs > overMs) break
    for (const hit of unit.hits) {
      const row = cueTable[hit.cue]
      const lateMs = startOfHit(talk, hit) - first.startMs
      // A question is a hook from its first word; what follows in the same breath counts as the opening's too.
      const nearness = clamp01((overMs - lateMs) / (overMs - fullMs))
      // "And that was where?" leans: it hooks nobody who did not hear the rest.
      const standing = hit.cue === 'question' ? 1 - 0.7 * unit.opening.severity : 1
      const worth = row.hook * hit.strength * nearness * standing
      if (worth > 0.02) seen.push({ signal: row.signal, startWord: hit.startWord, endWord: hit.endWord, worth })
    }
  }
  if (first.emphasisDb >= 2)
    seen.push(
      seenAll(first, `said ${Math.round(first.emphasisDb)} dB louder than around it`, clamp01(first.emphasisDb / 40)),
    )
  if (first.topicShift >= 0.5) seen.push(seenAll(first, 'opens a new topic', 0.12 * first.topicShift))
  const best = strongestPerSignal(seen)
  const slow = clamp01((first.endMs - first.startMs - slowSentenceMs) / slowSentenceMs)
  const promotes = first.hits.some((hit) => hit.cue === 'housekeeping')
  const value =
    anyOf(best.map((item) => item.worth)) *
    (1 - 0.6 * first.opening.severity) *
    (1 - 0.25 * slow) *
    (promotes ? 0.3 : 1)
  if (best.length === 0) best.push(seenAll(first, 'opens plainly: no question, claim, number or story', 0))
  if (first.opening.severity > 0) best.push(seenAll(first, first.opening.warning, 0))
  return { value, seen: best }
}
