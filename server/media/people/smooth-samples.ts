import type { FaceObservation, TrackSample } from '../types'

/** Neighbours further away than this say nothing about a sample: they lie across a bridged gap. */
const neighbourMs = 450

/**
 * A track's samples with the detector's trembling taken out: centre and size are averaged 1-2-1 with both neighbours, so that
 * nothing is delayed. Ends, and samples beside a gap, stay as seen; so do times, scores and lips.
 */
export const smoothSamples = (track: readonly FaceObservation[]): TrackSample[] =>
  track.map((here, index) => {
    const before = track[index - 1]
    const after = track[index + 1]
    const isSmooth =
      before !== undefined &&
      after !== undefined &&
      here.tMs - before.tMs <= neighbourMs &&
      after.tMs - here.tMs <= neighbourMs
    const blend = (pick: (face: FaceObservation) => number): number =>
      isSmooth ? (pick(before) + 2 * pick(here) + pick(after)) / 4 : pick(here)
    const left = blend(({ box }) => box.x)
    const top = blend(({ box }) => box.y)
    const right = blend(({ box }) => box.x + box.w)
    const bottom = blend(({ box }) => box.y + box.h)
    const hasEyes = !isSmooth || (before.eyeY !== null && after.eyeY !== null)
    const x = inFrame(left)
    const y = inFrame(top)
    return {
      tMs: here.tMs,
      x,
      y,
      w: round(Math.max(0, Math.min(1, right) - x)),
      h: round(Math.max(0, Math.min(1, bottom) - y)),
      score: here.score,
      eyeY: here.eyeY === null ? null : hasEyes ? inFrame(blend((face) => face.eyeY ?? 0)) : here.eyeY,
      lipGap: here.lipGap,
    }
  })

const inFrame = (share: number) => round(Math.min(1, Math.max(0, share)))
/** Down, so that x + w never passes the frame's edge. */
const round = (share: number) => Math.floor(share * 1e5) / 1e5
