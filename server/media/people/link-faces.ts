import type { Box, FaceObservation, MsRange } from '../types'

/** A longer absence ends a track: the person may have turned away, or it may be someone else who comes back. */
const maxGapMs = 1200
/** Below this overlap with the predicted place, a face must at least be near and of like size. */
const minOverlap = 0.3
/** Distance from the predicted centre that a head may cover between two samples, in face sizes; grows with the gap. */
const reachPerSecond = 2
const minReach = 0.35
const maxReach = 0.9
/** Sizes of one head in neighbouring samples: detectors breathe by a tenth, leaning in by a third. */
const maxSizeRatio = 1.6
/** Two thirds of a second at five samples per second: shorter than any face that a camera should follow. */
const minSamples = 3
/** In a shot of less than a second a face counts when it is in most of the sampled frames. */
const minShareOfShortShot = 0.6
/** A face whose mesh was never seen (a profile all through the shot) has to be surer and stay for a second. */
const faceless = { minSamples: 5, minMeanScore: 0.75 } as const
/** One in so many samples must have a mesh: a head that turns to the side is kept, a wheel that was once a face is not. */
const minMeshShare = 0.2

type Draft = FaceObservation[]

/**
 * Observations of one face through one shot, in order of time. Order and grouping of the input do not matter. A track never
 * spans a shot boundary; an observation is in at most one track; blips (too short, hardly ever a face) are in none.
 * `sampleTimesMs` are the times of all frames that were looked at.
 */
export const linkFaces = (
  observations: readonly FaceObservation[],
  shots: readonly MsRange[],
  sampleTimesMs: readonly number[],
): Draft[] => {
  const ordered = observations.filter(({ box }) => box.w > 0 && box.h > 0).sort(inOrder)
  const times = [...sampleTimesMs].sort((a, b) => a - b)
  let nextFace = 0
  let nextTime = 0
  return [...shots]
    .sort((a, b) => a.startMs - b.startMs)
    .flatMap((shot) => {
      while ((ordered[nextFace]?.tMs ?? Number.POSITIVE_INFINITY) < shot.startMs) nextFace++
      while ((times[nextTime] ?? Number.POSITIVE_INFINITY) < shot.startMs) nextTime++
      const first = nextFace
      const firstTime = nextTime
      while ((ordered[nextFace]?.tMs ?? Number.POSITIVE_INFINITY) < shot.endMs) nextFace++
      while ((times[nextTime] ?? Number.POSITIVE_INFINITY) < shot.endMs) nextTime++
      const looks = nextTime - firstTime
      return linkShot(ordered.slice(first, nextFace)).filter((track) => isSolid(track, looks))
    })
}

/** A total order on what is seen, so that the same observations in any order give the same tracks. */
const inOrder = (a: FaceObservation, b: FaceObservation): number =>
  a.tMs - b.tMs ||
  a.box.x - b.box.x ||
  a.box.y - b.box.y ||
  a.box.w - b.box.w ||
  a.box.h - b.box.h ||
  a.score - b.score ||
  (a.lipGap ?? -1) - (b.lipGap ?? -1) ||
  (a.eyeY ?? -1) - (b.eyeY ?? -1)

const isSolid = (track: Draft, looksInShot: number): boolean => {
  const needed = Math.min(minSamples, Math.max(1, Math.ceil(looksInShot * minShareOfShortShot)))
  if (track.length < needed) return false
  const meshes = track.filter(({ lipGap }) => lipGap !== null).length
  if (meshes >= Math.max(1, track.length * minMeshShare)) return true
  const meanScore = track.reduce((sum, { score }) => sum + score, 0) / track.length
  return track.length >= faceless.minSamples && meanScore >= faceless.minMeanScore
}

const linkShot = (observations: readonly FaceObservation[]): Draft[] => {
  const tracks: Draft[] = []
  let open: Draft[] = []
  for (let at = 0; at < observations.length; ) {
    const tMs = observations[at]?.tMs ?? 0
    let end = at
    while (observations[end]?.tMs === tMs) end++
    const faces = observations.slice(at, end)
    open = open.filter((track) => tMs - (track.at(-1)?.tMs ?? 0) <= maxGapMs)
    for (const face of assign(open, faces)) {
      const track = [face]
      tracks.push(track)
      open.push(track)
    }
    at = end
  }
  return tracks
}

/** Best pairs first. Faces that continue a track are appended to it; the others are returned. */
const assign = (open: readonly Draft[], faces: readonly FaceObservation[]): FaceObservation[] => {
  const pairs = open
    .flatMap((track, trackIndex) =>
      faces.map((face, faceIndex) => ({ track, face, trackIndex, faceIndex, likeness: likeness(track, face) })),
    )
    .filter((pair) => pair.likeness > 0)
    .sort((a, b) => b.likeness - a.likeness || a.trackIndex - b.trackIndex || a.faceIndex - b.faceIndex)
  const takenTracks = new Set<Draft>()
  const takenFaces = new Set<FaceObservation>()
  for (const { track, face } of pairs) {
    if (takenTracks.has(track) || takenFaces.has(face)) continue
    takenTracks.add(track)
    takenFaces.add(face)
    track.push(face)
  }
  return faces.filter((face) => !takenFaces.has(face))
}

/** 0 = cannot be the same face; otherwise overlap with the predicted place, plus nearness and likeness of size. */
const likeness = (track: Draft, face: FaceObservation): number => {
  const last = track.at(-1)
  if (last === undefined) return 0
  const predicted = predict(track, face.tMs)
  const overlap = Math.max(overlapOf(predicted, face.box), overlapOf(last.box, face.box))
  const size = Math.sqrt(predicted.w * predicted.h)
  const ratio = Math.sqrt(face.box.w * face.box.h) / size
  const sizeLikeness = Math.min(ratio, 1 / ratio)
  if (sizeLikeness < 1 / maxSizeRatio) return 0
  // Shares of width and of height differ in pixels: each axis is measured in faces.
  const away = Math.hypot(
    (centreX(predicted) - centreX(face.box)) / predicted.w,
    (centreY(predicted) - centreY(face.box)) / predicted.h,
  )
  const reach = Math.min(maxReach, minReach + ((face.tMs - last.tMs) / 1000) * reachPerSecond)
  if (overlap < minOverlap && away > reach) return 0
  return overlap + Math.max(0, 1 - away) + 0.5 * sizeLikeness
}

/** Where the face would be if it kept half its pace: heads stop more often than they go on. */
const predict = (track: Draft, tMs: number): Box => {
  const last = track.at(-1)
  const before = track.at(-2)
  if (last === undefined) return { x: 0, y: 0, w: 0, h: 0 }
  if (before === undefined || last.tMs - before.tMs > maxGapMs / 2) return last.box
  const ahead = Math.min(1, (tMs - last.tMs) / (last.tMs - before.tMs)) / 2
  const dx = (centreX(last.box) - centreX(before.box)) * ahead
  const dy = (centreY(last.box) - centreY(before.box)) * ahead
  return { ...last.box, x: last.box.x + dx, y: last.box.y + dy }
}

const centreX = (box: Box) => box.x + box.w / 2
const centreY = (box: Box) => box.y + box.h / 2

/** Intersection over union. */
export const overlapOf = (a: Box, b: Box): number => {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)
  if (w <= 0 || h <= 0) return 0
  return (w * h) / (a.w * a.h + b.w * b.h - w * h)
}
