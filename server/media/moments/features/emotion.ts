import { cueTable } from '../cues'
import { clamp01, type Reading, type Run, type Seen, seenAll, strongestPerSignal } from '../run'
import type { Talk } from '../talk'

/** Whether there is feeling in it: words, laughter, a raised voice. Density counts, so that length alone wins nothing. */
export const readEmotion = (talk: Talk, run: Run): Reading => {
  const first = talk.units[run.from]
  if (first === undefined) return { value: 0, seen: [] }
  const seen: Seen[] = []
  let sum = 0
  let loudest = first
  for (let index = run.from; index <= run.to; index += 1) {
    const unit = talk.units[index]
    if (unit === undefined) continue
    if (unit.emphasisDb > loudest.emphasisDb) loudest = unit
    for (const hit of unit.hits) {
      const worth = cueTable[hit.cue].emotion * hit.strength
      if (worth <= 0) continue
      sum += worth
      seen.push({ signal: cueTable[hit.cue].signal, startWord: hit.startWord, endWord: hit.endWord, worth })
    }
    const laughs = Math.max(unit.laughter, unit.laughterAfter)
    if (laughs >= 0.3) {
      sum += laughs
      seen.push(seenAll(unit, 'laughter or applause', laughs))
    }
  }
  // 3 dB above the surroundings is heard as raised, 8 dB as shouted.
  const raised = clamp01((loudest.emphasisDb - 2) / 6)
  if (raised > 0) seen.push(seenAll(loudest, `voice raised by ${Math.round(loudest.emphasisDb)} dB`, raised))
  const per20s = (sum * 20_000) / Math.max(10_000, run.endMs - run.startMs)
  // One emotional word in twenty seconds gives 0.26, three 0.6: most talk stays under a half.
  const value = 1 - Math.exp(-per20s) * (1 - 0.4 * raised)
  const best = strongestPerSignal(seen)
  if (best.length === 0) best.push(seenAll(first, 'even voice, no emotional words', 0))
  return { value: clamp01(value), seen: best }
}
