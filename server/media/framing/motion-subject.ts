import { frameToMs } from '../time'
import type { MotionSample, Rational } from '../types'
import { type CameraTuning, guessTuning } from './camera-path'
import type { Span } from './spans'

/** A moving subject in a shot without faces: where it is in each frame, and how sure it is that there is one. */
export type MotionSubject = {
  readonly xs: readonly (number | null)[]
  readonly confidence: number
}

/** Share of the picture that moves: less is noise of the sensor or the encoder. */
const leastAmount = 0.002
/** Motion spread wider than this (std, share of the frame) has no one place to look at. */
const widestSpread = 0.22
const longestGapMs = 1000

/** Followed like any guess, within the limits that the product's camera keeps. */
export const motionTuning: CameraTuning = {
  ...guessTuning,
  maxSpeed: 0.12,
  maxAcceleration: 0.24,
  turnCost: 0.02,
  offCentreCost: 0.2,
  deadZone: 0.06,
}

export const motionInSpan = (motion: readonly MotionSample[], span: Span, fps: Rational): MotionSubject => {
  const startMs = frameToMs(span.startFrame, fps)
  const endMs = frameToMs(span.endFrame, fps)
  const inside = motion.filter((sample) => sample.tMs >= startMs && sample.tMs < endMs)
  const clear = inside.filter((sample) => sample.amount >= leastAmount && sample.spread <= widestSpread)
  const xs: (number | null)[] = []
  let next = 0
  for (let frame = span.startFrame; frame < span.endFrame; frame += 1) {
    const tMs = frameToMs(frame, fps)
    while (next < clear.length && (clear[next]?.tMs ?? 0) <= tMs) next += 1
    const before = clear[next - 1]
    const after = clear[next]
    if (before === undefined || after === undefined) {
      const near = before ?? after
      xs.push(near !== undefined && Math.abs(near.tMs - tMs) <= longestGapMs / 2 ? near.x : null)
    } else if (after.tMs - before.tMs <= longestGapMs) {
      xs.push(before.x + ((after.x - before.x) * (tMs - before.tMs)) / (after.tMs - before.tMs))
    } else xs.push(null)
  }
  if (inside.length === 0 || clear.length === 0) return { xs, confidence: 0 }
  const tightness = clear.reduce((sum, sample) => sum + 1 - sample.spread / widestSpread, 0) / clear.length
  return { xs, confidence: (clear.length / inside.length) * tightness * steadiness(clear) }
}

/** 1 for a place that moves smoothly, near 0 for one that jumps about: a subject can't be in two places in one second. */
const steadiness = (samples: readonly MotionSample[]): number => {
  let travel = 0
  let seconds = 0
  for (let i = 1; i < samples.length; i += 1) {
    const from = samples[i - 1]
    const to = samples[i]
    if (from === undefined || to === undefined || to.tMs - from.tMs > longestGapMs) continue
    travel += Math.abs(to.x - from.x)
    seconds += (to.tMs - from.tMs) / 1000
  }
  return seconds === 0 ? 0.5 : 1 / (1 + 2 * (travel / seconds))
}
