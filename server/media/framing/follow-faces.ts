import type { Box } from '../types'
import { type CameraTuning, planCameraPath } from './camera-path'
import type { CropSize } from './crop-size'
import type { Face } from './subjects'

/** Eyes at 36 % of the pane, as in a portrait; the band is +/- 4 %. */
const eyeLine = 0.36
const eyeBand = 0.04
const deadZone = 0.06
/** Kept clear between a face and the crop's edge, share of the crop. */
const margin = 0.02
/** Where both axes may move they share the limit on speed: sqrt(0.104^2 + 0.06^2) = 0.12. */
const speedBoth = { x: 0.104, y: 0.06 }

/** What faces ask of the camera: found and tracked people, so every frame counts and nothing leans to the middle. */
const faceTuning = {
  maxSpeed: 0.12,
  maxAcceleration: 0.24,
  deadZone,
  startCost: 0.15,
  turnCost: 0,
  travelCost: 0.1,
  accelerationCost: 0.01,
  errorCap: 1.5,
  offCentreCost: 0.1,
  lean: 0,
} as const satisfies CameraTuning

/** One crop that holds the given faces, in each frame. `heightToWidth` of the source in pixels scales vertical speed. */
export const followFaces = (
  faces: readonly (Face | null)[],
  crop: CropSize,
  fps: number,
  heightToWidth: number,
): Box[] => {
  const moves = { x: crop.w < 1, y: crop.h < 1 }
  const both = moves.x && moves.y
  const x = planCameraPath({
    observedX: faces.map((face) => (face === null ? null : face.x + face.w / 2)),
    fps,
    widthPx: 1,
    cropWidthPx: crop.w,
    tolerancePx: faces.map((face) => room(face?.w ?? 0, crop.w)),
    tuning: both ? { ...faceTuning, maxSpeed: speedBoth.x } : faceTuning,
  })
  const y = planCameraPath({
    observedX: faces.map((face) => (face === null ? null : verticalCentre(face, crop.h))),
    fps,
    widthPx: 1,
    cropWidthPx: crop.h,
    tolerancePx: faces.map((face) => Math.min(eyeBand * crop.h, room(face?.h ?? 0, crop.h))),
    tuning: { ...faceTuning, maxSpeed: (both ? speedBoth.y : faceTuning.maxSpeed) / heightToWidth },
  })
  return faces.map((_, i) => ({ x: x[i] ?? 0, y: y[i] ?? 0, w: crop.w, h: crop.h }))
}

/** Whether a still crop keeps every face inside its dead zones. */
export const isWellFramed = (faces: readonly (Face | null)[], box: Box): boolean =>
  faces.every(
    (face) =>
      face === null ||
      (Math.abs(held(face.x + face.w / 2, box.w) - box.x - box.w / 2) <= room(face.w, box.w) &&
        Math.abs(held(verticalCentre(face, box.h), box.h) - box.y - box.h / 2) <= eyeBand * box.h),
  )

/** A centre that a crop of this size can have. */
const held = (centre: number, crop: number): number => Math.min(1 - crop / 2, Math.max(crop / 2, centre))

/** How far off centre a face may be and still lie inside with a margin. */
const room = (size: number, crop: number): number => Math.max(0, Math.min(deadZone, (crop - size) / 2 - margin * crop))

/** The crop's centre that puts the eyes on their line without cutting the top or the bottom of the face. */
const verticalCentre = (face: Face, cropHeight: number): number => {
  const top = face.eyeY - eyeLine * cropHeight
  const highest = face.y + face.h - cropHeight
  return Math.min(face.y, Math.max(highest, top)) + cropHeight / 2
}

/** The box around several faces; null where none is seen. */
export const facesTogether = (faces: readonly (Face | null)[]): Face | null => {
  const seen = faces.filter((face): face is Face => face !== null)
  if (seen.length === 0) return null
  const x = Math.min(...seen.map((face) => face.x))
  const y = Math.min(...seen.map((face) => face.y))
  const right = Math.max(...seen.map((face) => face.x + face.w))
  const bottom = Math.max(...seen.map((face) => face.y + face.h))
  const eyeY = seen.reduce((sum, face) => sum + face.eyeY, 0) / seen.length
  return { x, y, w: right - x, h: bottom - y, eyeY }
}

/** Runs of neighbours, left to right, whose faces fit in the crop together nearly all the time. */
export const groupsThatFit = (
  subjects: readonly { readonly faces: readonly (Face | null)[] }[],
  cropWidth: number,
): number[][] => {
  const order = subjects
    .map((subject, index) => ({ index, x: meanX(subject.faces) }))
    .sort((a, b) => a.x - b.x || a.index - b.index)
    .map(({ index }) => index)
  const groups: number[][] = []
  for (let from = 0; from < order.length; from += 1)
    for (let to = from + 2; to <= order.length; to += 1) {
      const who = order.slice(from, to)
      if (
        fitsTogether(
          who.map((index) => subjects[index]?.faces ?? []),
          cropWidth,
        )
      )
        groups.push(who)
    }
  return groups
}

const fitShare = 0.98

const fitsTogether = (faces: readonly (readonly (Face | null)[])[], cropWidth: number): boolean => {
  const frames = faces[0]?.length ?? 0
  let fits = 0
  for (let frame = 0; frame < frames; frame += 1) {
    const together = facesTogether(faces.map((each) => each[frame] ?? null))
    if (together === null || together.w <= cropWidth * (1 - 2 * margin)) fits += 1
  }
  return fits >= fitShare * frames
}

const meanX = (faces: readonly (Face | null)[]): number => {
  const seen = faces.filter((face): face is Face => face !== null)
  return seen.reduce((sum, face) => sum + face.x + face.w / 2, 0) / Math.max(1, seen.length)
}
