import type { Shot, Word } from '../types'
import type { Sound } from './sound'
import type { Span } from './units'

/** Where a clip that begins or ends with this sentence is cut. */
export type CutPoints = {
  readonly startCutMs: number
  readonly endCutMs: number
  /** False where another word is still being said (cross-talk): a cut there would be inside a word. */
  readonly canStart: boolean
  readonly canEnd: boolean
  readonly startsAtShot: boolean
  readonly endsAtShot: boolean
  readonly cutWarnings: { readonly start: readonly string[]; readonly end: readonly string[] }
}

/** Breath kept, ms. Less sounds clipped, more sounds like waiting; word times are some 50 ms off, so never below 120 by choice. */
const lead = { min: 120, max: 250, preferred: 180 } as const
const tail = { min: 250, max: 450, preferred: 350 } as const
/** Laughter that follows at once is part of the moment: the tail may follow it this far. */
const laughTailMs = 1200
const laughterAt = 0.5
/** A rest of another shot shorter than this at a clip's end reads as a flash. */
const flashMs = 300

type CutInput = {
  readonly words: readonly Word[]
  readonly spans: readonly Span[]
  readonly sound: Sound | null
  readonly shots: readonly Shot[]
  readonly sourceMs: number
}

export const cutPoints = (input: CutInput): CutPoints[] => {
  const { words, spans, sourceMs } = input
  const endsBefore = runningMaxEnd(words)
  const startsAfter = runningMinStart(words)
  const shotStarts = input.shots.map((shot) => shot.startMs).filter((ms) => ms > 0)
  return spans.map((span) => {
    // Everything said before must be over, everything said after must not have begun.
    const floorMs = span.startWord === 0 ? 0 : (endsBefore[span.startWord - 1] ?? 0)
    const ceilingMs =
      span.endWord >= words.length ? sourceMs : Math.min(sourceMs, startsAfter[span.endWord] ?? sourceMs)
    const firstMs = Math.min(span.startMs, startsAfter[span.startWord] ?? span.startMs)
    const lastMs = Math.max(span.endMs, endsBefore[span.endWord - 1] ?? span.endMs)
    const start = startCut(firstMs, floorMs, shotStarts, input.sound)
    const end = endCut(lastMs, ceilingMs, shotStarts, input.sound)
    return {
      startCutMs: start.ms,
      endCutMs: Math.min(sourceMs, end.ms),
      canStart: floorMs <= firstMs,
      canEnd: ceilingMs >= lastMs,
      startsAtShot: start.atShot,
      endsAtShot: end.atShot,
      cutWarnings: { start: start.warnings, end: end.warnings },
    }
  })
}

type Cut = { readonly ms: number; readonly atShot: boolean; readonly warnings: readonly string[] }

const startCut = (firstMs: number, floorMs: number, shotStarts: readonly number[], sound: Sound | null): Cut => {
  const room = Math.max(0, firstMs - floorMs)
  // In a gap too short for a full breath, half of it is ours and half belongs to the word before.
  const ms =
    room < lead.max * 2
      ? firstMs - Math.min(lead.preferred, Math.floor(room / 2))
      : quietest(sound, firstMs - lead.max, firstMs - lead.min, firstMs - lead.preferred)
  const flash = shotStarts.find((cut) => cut > ms && cut - ms <= flashMs)
  if (flash === undefined) return { ms, atShot: shotStarts.includes(ms), warnings: [] }
  if (flash <= firstMs) return { ms: flash, atShot: true, warnings: [] }
  return {
    ms,
    atShot: false,
    warnings: [`the picture changes ${flash - ms} ms after the start, inside the first words`],
  }
}

const endCut = (lastMs: number, ceilingMs: number, shotStarts: readonly number[], sound: Sound | null): Cut => {
  const room = Math.max(0, ceilingMs - lastMs)
  const plain =
    room < tail.max * 2
      ? lastMs + Math.min(tail.preferred, Math.floor(room / 2))
      : quietest(sound, lastMs + tail.min, lastMs + tail.max, lastMs + tail.preferred)
  const ms = Math.max(
    plain,
    sound === null ? plain : laughEnd(sound, lastMs, Math.min(ceilingMs, lastMs + laughTailMs)),
  )
  const flash = shotStarts.findLast((cut) => cut < ms && ms - cut <= flashMs)
  if (flash === undefined) return { ms, atShot: shotStarts.includes(ms), warnings: [] }
  if (flash >= lastMs) return { ms: flash, atShot: true, warnings: [] }
  return { ms, atShot: false, warnings: [`the picture changes ${ms - flash} ms before the end, inside the last words`] }
}

const quietest = (sound: Sound | null, fromMs: number, toMs: number, preferredMs: number): number =>
  sound === null ? preferredMs : sound.quietestMs(fromMs, toMs, preferredMs)

/** How far laughter goes on without a break after the last word. */
const laughEnd = (sound: Sound, fromMs: number, toMs: number): number => {
  const stepMs = 100
  let ms = fromMs
  while (ms + stepMs <= toMs && sound.meanLaughter({ startMs: ms, endMs: ms + stepMs }) >= laughterAt) ms += stepMs
  return ms
}

const runningMaxEnd = (words: readonly Word[]): number[] => {
  let max = 0
  return words.map((word) => {
    max = Math.max(max, word.endMs)
    return max
  })
}

const runningMinStart = (words: readonly Word[]): number[] => {
  const result = new Array<number>(words.length)
  let min = Number.POSITIVE_INFINITY
  for (let at = words.length - 1; at >= 0; at -= 1) {
    min = Math.min(min, words[at]?.startMs ?? min)
    result[at] = min
  }
  return result
}
