import { frameToMs } from '../time'
import type { Rational, Shot } from '../types'
import type { Boundary } from './boundary'
import { detectCuts } from './detect-cuts'
import { detectDissolves } from './detect-dissolves'
import { findDips } from './find-dips'
import type { ShotSignals } from './shot-signals'

/** No shot is shorter: what the eye takes in as a picture of its own, and what flashes and glitches stay under. */
const leastShotS = 0.25

/** The shots of a source, in order and without gaps from 0 to `durationMs`. Method and figures: docs/shots.md. */
export const detectShots = (signals: ShotSignals, fps: Rational, durationMs: number): Shot[] => {
  const starts = findBoundaries(signals, fps.num / fps.den)
    .map((boundary) => ({ startMs: frameToMs(boundary.frame, fps), transition: boundary.kind }))
    .filter((start) => start.startMs > 0 && start.startMs < durationMs)
  const all = [{ startMs: 0, transition: 'start' as const }, ...starts]
  return all.map((start, index) => ({
    startMs: start.startMs,
    endMs: all[index + 1]?.startMs ?? durationMs,
    transition: start.transition,
  }))
}

/** Every boundary by frame: fades first, then cuts outside them, then dissolves in what is left. */
export const findBoundaries = (signals: ShotSignals, fps: number): Boundary[] => {
  const leastFrames = Math.max(2, Math.round(leastShotS * fps))
  const dips = findDips(signals, fps)
  const fades = dips.filter((dip) => dip.joinsDifferentPictures)
  const cuts = detectCuts(signals, fps).filter((cut) => !dips.some((dip) => within(cut.frame, dip)))
  const sudden = keepApart([...fades, ...keepApart(cuts, leastFrames)], leastFrames)
  const dissolves = detectDissolves(signals, [...sudden, ...dips])
  return keepApart([...sudden, ...dissolves], leastFrames)
}

const within = (frame: number, transition: Boundary) => frame > transition.from && frame < transition.to

/** Of boundaries closer than `leastFrames`, the strongest. */
const keepApart = (boundaries: readonly Boundary[], leastFrames: number): Boundary[] => {
  const kept: Boundary[] = []
  for (const boundary of [...boundaries].sort((a, b) => a.frame - b.frame)) {
    const last = kept.at(-1)
    if (last === undefined || boundary.frame - last.frame >= leastFrames) kept.push(boundary)
    else if (boundary.strength > last.strength) kept[kept.length - 1] = boundary
  }
  return kept
}
