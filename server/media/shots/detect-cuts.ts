import type { Boundary } from './boundary'
import type { ShotSignals } from './shot-signals'

/** Half a second either side is what a change is compared with: long enough to know a pan, short enough to follow one. */
const nearS = 0.5
/**
 * A change must exceed what is usual nearby. The quantile leaves room for a montage (a cut every 0.2 s is 17 % of frames) and
 * still counts a pan that moves on every third frame.
 */
const nearQuantile = 0.8
const nearWeight = 1.5
const leastChange = 0.13
/** Beyond this a change is a cut whatever surrounds it: whip pans stay below 0.6 (docs/shots.md). */
const certainChange = 0.8
/**
 * Below this the picture changed only in part: a jump cut of one speaker, or something on a screen. A jump cut stands alone; a
 * waveform, a game or a restless hand does the like again soon, so within `farS` nothing else may come near it.
 */
const wholeChange = 0.35
const farS = 2
const farRatio = 2.5
/** A cut smeared over two frames by a conversion of frame rate. */
const smearFrames = 2

/** Changes between two neighbouring frames that last and stand out from what is usual around them. */
export const detectCuts = ({ lasting, frames }: ShotSignals, fps: number): Boundary[] => {
  const reach = Math.max(4, Math.round(nearS * fps))
  const near = new Float32Array(2 * reach)
  const candidates: number[] = []
  for (let frame = 1; frame < frames; frame += 1) {
    const change = lasting[frame] ?? 0
    if (change < leastChange) continue
    const usual = quantileAround(lasting, frame, reach, near)
    if (change >= Math.min(certainChange, leastChange + nearWeight * usual)) candidates.push(frame)
  }
  const whole = new Set(candidates.filter((frame) => (lasting[frame] ?? 0) >= wholeChange))
  const standsAlone = (frame: number): boolean => {
    const far = Math.round(farS * fps)
    const limit = (lasting[frame] ?? 0) / farRatio
    for (let other = Math.max(1, frame - far); other <= Math.min(frames - 1, frame + far); other += 1) {
      if (Math.abs(other - frame) > smearFrames && (lasting[other] ?? 0) > limit && !whole.has(other)) return false
    }
    return true
  }
  return candidates
    .filter((frame) => whole.has(frame) || standsAlone(frame))
    .map((frame) => ({ frame, kind: 'cut', strength: lasting[frame] ?? 0, from: frame, to: frame }))
}

const quantileAround = (values: Float32Array, frame: number, reach: number, scratch: Float32Array): number => {
  let size = 0
  const last = Math.min(values.length - 1, frame + reach)
  for (let other = Math.max(1, frame - reach); other <= last; other += 1) {
    if (other === frame) continue
    scratch[size] = values[other] ?? 0
    size += 1
  }
  return scratch.subarray(0, size).sort()[Math.floor(size * nearQuantile)] ?? 0
}
