import { anyOf, cueTable } from '../cues'
import { clamp01, endOfHit, type Reading, type Run, type Seen, seenAll, strongestPerSignal } from '../run'
import type { Talk, Unit } from '../talk'

/** What closes a clip is said in its last ten seconds; the last four count in full. */
const fullMs = 4000
const overMs = 10_000

/** Whether the listener gets at the end what the beginning promised. */
export const readPayoff = (talk: Talk, run: Run): Reading => {
  const last = talk.units[run.to]
  const first = talk.units[run.from]
  if (last === undefined || first === undefined) return { value: 0, seen: [] }
  const seen: Seen[] = []
  for (let index = run.to; index > run.from || index === run.to; index -= 1) {
    const unit = talk.units[index]
    if (unit === undefined || last.endMs - unit.endMs > overMs) break
    for (const hit of unit.hits) {
      const row = cueTable[hit.cue]
      const earlyMs = last.endMs - endOfHit(talk, hit)
      const worth = row.payoff * hit.strength * clamp01((overMs - earlyMs) / (overMs - fullMs))
      if (worth > 0.02) seen.push({ signal: row.signal, startWord: hit.startWord, endWord: hit.endWord, worth })
    }
  }
  const structure = [...arcs(talk, run), ...closing(talk, run, first, last)]
  const best = strongestPerSignal([...seen, ...structure])
  const value = anyOf(best.map((item) => item.worth)) * (1 - 0.7 * last.ending.severity)
  if (best.length === 0) best.push(seenAll(last, 'ends plainly: no conclusion, answer or punch line', 0))
  if (last.ending.severity > 0) best.push(seenAll(last, last.ending.warning, 0))
  return { value, seen: best }
}

/** Shapes that need a beginning and an end: question and answer, list and its items, story and its turn. */
const arcs = (talk: Talk, run: Run): Seen[] => {
  const seen: Seen[] = []
  const length = run.to - run.from + 1
  const middle = run.from + length / 2
  for (let index = run.from; index <= run.to; index += 1) {
    const unit = talk.units[index]
    if (unit === undefined) continue
    const opensEarly = index - run.from <= Math.max(1, length * 0.3)
    const hasRoom = run.to - index >= 1
    const answer = talk.units[index + 1]
    if (unit.isQuestion && opensEarly && hasRoom && answer !== undefined && !answer.isQuestion)
      seen.push(
        seenAll(
          answer,
          'answers the question it opens with',
          (answer.speakerChanges ? 0.42 : 0.34) * (1 - 0.7 * unit.opening.severity),
        ),
      )
    if (!opensEarly) continue
    const story = unit.hits.find((hit) => hit.cue === 'story')
    if (story !== undefined && hasRoom) {
      const turn = hitsBetween(talk, Math.ceil(middle), run.to, ['turn', 'payoff'])
      if (turn !== null) seen.push({ ...turn, signal: 'the story reaches its turn', worth: 0.36 })
    }
    const list = unit.hits.find((hit) => hit.cue === 'list')
    if (list !== undefined) {
      const items = countItems(talk, index, run.to)
      if (items.count >= 2) seen.push({ ...items.lastSeen, signal: `counts ${items.count} points through`, worth: 0.4 })
    }
  }
  return seen
}

const closing = (talk: Talk, run: Run, first: Unit, last: Unit): Seen[] => {
  const seen: Seen[] = []
  const next = talk.units[run.to + 1]
  if (last.laughterAfter >= 0.4 || last.laughter >= 0.4)
    seen.push(seenAll(last, 'laughter or applause follows', 0.45 * Math.max(last.laughterAfter, last.laughter)))
  if (next === undefined) seen.push(seenAll(last, 'the talk ends here', 0.12))
  else {
    if (next.topicShift >= 0.3)
      seen.push(seenAll(last, 'the topic is finished: a new one follows', 0.25 * next.topicShift))
    if (next.speakerChanges) seen.push(seenAll(last, 'someone else speaks next', 0.12))
    if (next.isQuestion && run.to > run.from) seen.push(seenAll(last, 'the next question follows', 0.2))
  }
  if (last.pauseAfterMs >= 700) seen.push(seenAll(last, 'a pause follows', 0.12 * clamp01(last.pauseAfterMs / 1500)))
  const opened = new Set(first.terms.filter((id) => (talk.vocabulary.idf[id] ?? 0) > 0.4))
  if (run.to - run.from >= 3 && last.terms.some((id) => opened.has(id)))
    seen.push(seenAll(last, 'comes back to its opening', 0.16))
  return seen
}

const hitsBetween = (talk: Talk, from: number, to: number, cues: readonly string[]): Seen | null => {
  for (let index = to; index >= from; index -= 1) {
    const hit = talk.units[index]?.hits.find((candidate) => cues.includes(candidate.cue))
    if (hit !== undefined) return { signal: '', startWord: hit.startWord, endWord: hit.endWord, worth: 0 }
  }
  return null
}

/** Sentences that count ("first", "second", "and the last") after the announcement. */
export const countItems = (
  talk: Talk,
  from: number,
  to: number,
): { readonly count: number; readonly lastSeen: Seen } => {
  let count = 0
  let lastSeen: Seen = { signal: '', startWord: 0, endWord: 0, worth: 0 }
  for (let index = from + 1; index <= to; index += 1) {
    const unit = talk.units[index]
    const item = unit?.hits.find((hit) => hit.cue === 'enumerator' && hit.startWord - unit.startWord <= 2)
    if (item === undefined) continue
    count += 1
    lastSeen = { signal: '', startWord: item.startWord, endWord: item.endWord, worth: 0 }
  }
  return { count, lastSeen }
}
