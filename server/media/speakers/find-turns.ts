import { voiceSegments } from '../audio'
import { overlapMs } from '../time'
import type { AudioFeatures, MsRange, SpeakerTurn, Track, Word } from '../types'
import { likeliestPath, nobody } from './likeliest-path'
import { type Step, scoreSteps, stepMs } from './score-steps'

/** Speech shorter than this does not make a turn of its own between others (the framing's rule). */
const minTurnMs = 600
/** A breath inside somebody's turn does not end it. */
const maxPauseMs = 500
/** Lips part before the voice is heard, and the last consonant is fainter than the threshold of voice. */
const hangover = { beforeMs: 80, afterMs: 160 } as const
/** A change is moved to the gap between two words when one is this near: nobody takes over inside a word. */
const snapMs = 300

export type SpeakerInput = {
  readonly tracks: readonly Track[]
  readonly shots: readonly MsRange[]
  readonly features: AudioFeatures
  readonly words: readonly Pick<Word, 'startMs' | 'endMs'>[]
  /** Height of the picture that faces were measured on. */
  readonly pictureHeightPx: number
}

type Run = { startMs: number; endMs: number; track: number; certainty: number }

/** Who speaks when: in order, never overlapping, inside voice activity (plus a hangover, and breaths within a turn), never across a shot boundary. */
export const findTurns = ({ tracks, shots, features, words, pictureHeightPx }: SpeakerInput): SpeakerTurn[] => {
  const voiced = voiceSegments(features)
  const gaps = gapsBetween(words)
  const turns: SpeakerTurn[] = []
  for (const shot of [...shots].sort((a, b) => a.startMs - b.startMs)) {
    const inShot = voiced.flatMap((range) => clip(range, shot))
    if (inShot.length === 0) continue
    const seen = tracks.flatMap((track, index) => (isSeenIn(track, shot) ? [[index, track] as const] : []))
    const steps = scoreSteps(shot, seen, inShot, pictureHeightPx)
    const runs = snapToGaps(withoutShortRuns(runsOf(steps, likeliestPath(steps))), gaps)
    for (const turn of turnsOf(runs, withHangover(inShot, shot)))
      turns.push({
        startMs: turn.startMs,
        endMs: turn.endMs,
        track: turn.track === nobody ? null : (tracks[turn.track]?.id ?? null),
        confidence: Math.round(turn.certainty * 1000) / 1000,
      })
  }
  return turns
}

const isSeenIn = (track: Track, shot: MsRange): boolean =>
  (track.samples[0]?.tMs ?? Number.POSITIVE_INFINITY) < shot.endMs && (track.samples.at(-1)?.tMs ?? -1) >= shot.startMs

const clip = (range: MsRange, to: MsRange): MsRange[] => {
  const startMs = Math.max(range.startMs, to.startMs)
  const endMs = Math.min(range.endMs, to.endMs)
  return endMs > startMs ? [{ startMs, endMs }] : []
}

/** Steps of one speaker in a row; certainty is the mean margin over the best other explanation, squashed to 0-1. */
const runsOf = (steps: readonly Step[], path: readonly number[]): Run[] => {
  const runs: (Run & { margins: number[] })[] = []
  steps.forEach(({ startMs, endMs, isVoiced, scores }, index) => {
    const track = path[index] ?? nobody
    const own = scores.get(track) ?? 0
    const others = [nobody, ...scores.keys()].filter((other) => other !== track).map((other) => scores.get(other) ?? 0)
    const margin = isVoiced ? [own - Math.max(...others, Number.NEGATIVE_INFINITY)] : []
    const last = runs.at(-1)
    if (last?.track === track) {
      last.endMs = endMs
      last.margins.push(...margin)
    } else runs.push({ startMs, endMs, track, certainty: 0, margins: margin })
  })
  return runs.map(({ margins, ...run }) => {
    const known = margins.filter(Number.isFinite)
    // Nothing else was possible (nobody visible): sure.
    const mean = known.reduce((sum, margin) => sum + margin, 0) / Math.max(1, known.length)
    return { ...run, certainty: known.length === 0 ? 1 : 1 / (1 + Math.exp(-2 * mean)) }
  })
}

/** A run too short to be a turn is given to its longer neighbour. */
const withoutShortRuns = (runs: readonly Run[]): Run[] => {
  const kept = runs.map((run) => ({ ...run }))
  for (;;) {
    const index = kept.findIndex((run) => run.endMs - run.startMs < minTurnMs)
    const short = kept[index]
    if (short === undefined || kept.length === 1) return kept
    const before = kept[index - 1]
    const after = kept[index + 1]
    const lengthOf = (run: Run | undefined) => (run === undefined ? -1 : run.endMs - run.startMs)
    if (before !== undefined && lengthOf(before) >= lengthOf(after)) before.endMs = short.endMs
    else if (after !== undefined) after.startMs = short.startMs
    kept.splice(index, 1)
    const left = kept[index - 1]
    const right = kept[index]
    if (left !== undefined && right !== undefined && left.track === right.track) {
      left.endMs = right.endMs
      kept.splice(index, 1)
    }
  }
}

/** Middles of the pauses between words, in order. */
const gapsBetween = (words: SpeakerInput['words']): number[] =>
  words
    .slice(1)
    .map((word, index) => ((words[index]?.endMs ?? word.startMs) + word.startMs) / 2)
    .sort((a, b) => a - b)

const snapToGaps = (runs: readonly Run[], gaps: readonly number[]): Run[] => {
  const snapped = runs.map((run) => ({ ...run }))
  let at = 0
  for (let index = 1; index < snapped.length; index++) {
    const before = snapped[index - 1]
    const after = snapped[index]
    if (before === undefined || after === undefined) continue
    const changeMs = after.startMs
    const away = (gap: number) => Math.abs((gaps[gap] ?? Number.POSITIVE_INFINITY) - changeMs)
    while (at + 1 < gaps.length && away(at + 1) <= away(at)) at++
    const gap = gaps[at]
    // Both sides keep at least a step, so that no run vanishes.
    if (gap === undefined || away(at) > snapMs || gap - before.startMs < stepMs || after.endMs - gap < stepMs) continue
    before.endMs = Math.round(gap)
    after.startMs = Math.round(gap)
  }
  return snapped
}

const withHangover = (voiced: readonly MsRange[], shot: MsRange): MsRange[] => {
  const wide: { startMs: number; endMs: number }[] = []
  for (const range of voiced) {
    const startMs = Math.max(shot.startMs, range.startMs - hangover.beforeMs)
    const endMs = Math.min(shot.endMs, range.endMs + hangover.afterMs)
    const last = wide.at(-1)
    if (last !== undefined && startMs <= last.endMs) last.endMs = endMs
    else wide.push({ startMs, endMs })
  }
  return wide
}

/** Runs cut to where voice is; what one speaker says around a breath is one turn. */
const turnsOf = (runs: readonly Run[], voiced: readonly MsRange[]): Run[] => {
  const turns: Run[] = []
  for (const run of runs)
    for (const range of voiced) {
      if (overlapMs(run, range) === 0) continue
      const startMs = Math.max(run.startMs, range.startMs)
      const endMs = Math.min(run.endMs, range.endMs)
      const last = turns.at(-1)
      if (last?.track === run.track && startMs - last.endMs <= maxPauseMs) last.endMs = endMs
      else turns.push({ ...run, startMs, endMs })
    }
  return turns
}
