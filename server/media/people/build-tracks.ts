import type { Box, FaceObservation, MsRange, Track } from '../types'
import { linkFaces } from './link-faces'
import { namePeople, type TrackFace } from './name-people'
import { smoothSamples } from './smooth-samples'

/**
 * Faces on sampled frames to tracks: linked within shots, smoothed, named. Ids are `t1..` in order of first appearance (ties:
 * left to right), people `p1..` likewise. The order of the observations does not matter.
 */
export const buildTracks = (
  observations: readonly FaceObservation[],
  shots: readonly MsRange[],
  sampleTimesMs: readonly number[],
): Track[] => {
  const drafts = linkFaces(observations, shots, sampleTimesMs).sort(
    (a, b) => (a[0]?.tMs ?? 0) - (b[0]?.tMs ?? 0) || (a[0]?.box.x ?? 0) - (b[0]?.box.x ?? 0),
  )
  const people = namePeople(drafts.map(faceOf))
  return drafts.map((draft, index) => ({
    id: `t${index + 1}`,
    person: `p${(people[index] ?? index) + 1}`,
    samples: smoothSamples(draft),
  }))
}

const faceOf = (draft: readonly FaceObservation[]): TrackFace => ({
  startMs: draft[0]?.tMs ?? 0,
  endMs: (draft.at(-1)?.tMs ?? 0) + 1,
  vector: meanVector(draft),
  place: medianBox(draft),
})

/** The mean of a track's identity vectors, larger faces counting more; null where there is none. */
const meanVector = (draft: readonly FaceObservation[]): number[] | null => {
  let sum: number[] | null = null
  for (const { embedding, box } of draft) {
    if (embedding === undefined) continue
    const weight = Math.sqrt(box.w * box.h)
    sum = embedding.map((value, at) => value * weight + (sum?.[at] ?? 0))
  }
  return sum
}

const medianBox = (draft: readonly FaceObservation[]): Box => {
  const middle = (pick: (box: Box) => number): number => {
    const sorted = draft.map(({ box }) => pick(box)).sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? 0
  }
  return { x: middle((b) => b.x), y: middle((b) => b.y), w: middle((b) => b.w), h: middle((b) => b.h) }
}
