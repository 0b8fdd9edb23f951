import { durationMs, frameToMs } from '../time'
import type { Rational, SpeakerTurn } from '../types'
import type { Span } from './spans'
import type { Subject } from './subjects'

/** A breath between two turns of one person does not make them two turns. */
const joinGapMs = 300
/** "Mm-hm" does not move the camera. */
const shortestTurnMs = 600
/** What an unsure turn still counts for: it is the best there is. */
const leastWeight = 0.25

/** Turns joined over breaths, without those too short to switch for and those of nobody in the picture. */
export const turnsThatCount = (speakers: readonly SpeakerTurn[]): SpeakerTurn[] => {
  const sorted = [...speakers]
    .filter((turn) => turn.track !== null)
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  const joined: SpeakerTurn[] = []
  const lastOf = new Map<string | null, number>()
  for (const turn of sorted) {
    const position = lastOf.get(turn.track)
    const last = position === undefined ? undefined : joined[position]
    if (position !== undefined && last !== undefined && turn.startMs - last.endMs <= joinGapMs) {
      const confidence = Math.max(last.confidence, turn.confidence)
      joined[position] = { ...last, endMs: Math.max(last.endMs, turn.endMs), confidence }
      continue
    }
    lastOf.set(turn.track, joined.length)
    joined.push(turn)
  }
  return joined.filter((turn) => durationMs(turn) >= shortestTurnMs)
}

/** How much each subject speaks in each frame of the span, 0-1. `turns` are sorted by start. */
export const talkInSpan = (
  turns: readonly SpeakerTurn[],
  subjects: readonly Subject[],
  span: Span,
  fps: Rational,
): Float64Array[] => {
  const frames = span.endFrame - span.startFrame
  const talk = subjects.map(() => new Float64Array(frames))
  const subjectOf = new Map(subjects.flatMap((subject, i) => subject.trackIds.map((id) => [id, i] as const)))
  const startMs = frameToMs(span.startFrame, fps)
  const endMs = frameToMs(span.endFrame, fps)
  for (const turn of turns) {
    if (turn.startMs >= endMs) break
    const weights = talk[turn.track === null ? -1 : (subjectOf.get(turn.track) ?? -1)]
    if (weights === undefined || turn.endMs <= startMs) continue
    for (let frame = 0; frame < frames; frame += 1) {
      const tMs = frameToMs(span.startFrame + frame, fps)
      if (tMs >= turn.startMs && tMs < turn.endMs)
        weights[frame] = Math.max(weights[frame] ?? 0, Math.min(1, Math.max(leastWeight, turn.confidence)))
    }
  }
  return talk
}
