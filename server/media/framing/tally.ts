import type { Box } from '../types'
import type { SeenSpan } from './seen-span'
import type { Face } from './subjects'

export type Tally = {
  speechFrames: number
  speakerInside: number
  faceFrames: number
  faceInside: number
  faceCut: number
  withoutSubject: number
  maxSpeed: number
  maxAcceleration: number
}

/** A speaker is in the frame when this share of the face is. */
const enoughOfFace = 0.75
/** Boxes of detectors wobble by this share of their size; only what is cut beyond that is a cut face. */
const wobble = 0.03

export const tallyOf = (spans: readonly SeenSpan[], fps: number, heightToWidth: number): Tally => {
  const tally: Tally = {
    speechFrames: 0,
    speakerInside: 0,
    faceFrames: 0,
    faceInside: 0,
    faceCut: 0,
    withoutSubject: 0,
    maxSpeed: 0,
    maxAcceleration: 0,
  }
  for (const span of spans) {
    countFaces(tally, span)
    measureMotion(tally, span, fps, heightToWidth)
  }
  return tally
}

const countFaces = (tally: Tally, span: SeenSpan): void => {
  span.boxes.forEach((box, frame) => {
    const faces = span.subjects.map((subject) => subject.faces[frame] ?? null)
    const seen = faces.filter((face): face is Face => face !== null)
    if (seen.length > 0 && !seen.some((face) => shareInside(face, box) >= 0.5)) tally.withoutSubject += 1
    faces.forEach((face, index) => {
      if (face === null || (span.talk[index]?.[frame] ?? 0) === 0) return
      tally.speechFrames += 1
      if (shareInside(face, box) >= enoughOfFace) tally.speakerInside += 1
    })
    for (const index of span.shown[frame] ?? []) {
      const face = faces[index] ?? null
      if (face === null) continue
      tally.faceFrames += 1
      if (isFullyInside(face, box)) tally.faceInside += 1
      else if (shareInside(face, box) > 0) tally.faceCut += 1
    }
  })
}

const measureMotion = (tally: Tally, span: SeenSpan, fps: number, heightToWidth: number): void => {
  const { boxes } = span
  const cuts = new Set([0, ...span.cuts])
  for (let i = 1; i < boxes.length; i += 1) {
    const [a, b, c] = [boxes[i - 1], boxes[i], boxes[i + 1]]
    if (a === undefined || b === undefined || cuts.has(i)) continue
    const speed = Math.hypot(b.x - a.x, (b.y - a.y) * heightToWidth) * fps
    tally.maxSpeed = Math.max(tally.maxSpeed, speed)
    if (c === undefined || cuts.has(i + 1)) continue
    const bend = Math.hypot(c.x - 2 * b.x + a.x, (c.y - 2 * b.y + a.y) * heightToWidth) * fps * fps
    tally.maxAcceleration = Math.max(tally.maxAcceleration, bend)
  }
}

/** Share of the face's box, as far as the picture holds it, that the crop shows. */
export const shareInside = (face: Box, crop: Box): number => {
  const whole = overlap(face, { x: 0, y: 0, w: 1, h: 1 })
  const shown = overlap(face, crop)
  const area = whole.w * whole.h
  return area <= 0 ? 0 : (shown.w * shown.h) / area
}

export const isFullyInside = (face: Box, crop: Box): boolean => {
  const whole = overlap(face, { x: 0, y: 0, w: 1, h: 1 })
  const shown = overlap(whole, crop)
  return shown.w >= whole.w - wobble * face.w && shown.h >= whole.h - wobble * face.h
}

const overlap = (a: Box, b: Box): Box => {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  return {
    x,
    y,
    w: Math.max(0, Math.min(a.x + a.w, b.x + b.w) - x),
    h: Math.max(0, Math.min(a.y + a.h, b.y + b.h) - y),
  }
}

/** What a clip has to reach. */
export const speakerTarget = 0.97
export const faceTarget = 0.98

/** In which ways a plan falls short, as clauses; none when it is good. */
export const shortfallOf = (tally: Tally, targets = { speaker: speakerTarget, face: faceTarget }): string[] => {
  const clauses: string[] = []
  const speaker = shareOf(tally.speakerInside, tally.speechFrames)
  const face = shareOf(tally.faceInside, tally.faceFrames)
  if (speaker !== null && speaker < targets.speaker)
    clauses.push(`the speaker is outside the frame for ${percent(1 - speaker)} of the speech`)
  if (face !== null && face < targets.face) clauses.push(`the edge cuts a face in ${percent(1 - face)} of the frames`)
  if (tally.withoutSubject > 0)
    clauses.push(`nobody is shown in ${tally.withoutSubject} frames while somebody is there`)
  return clauses
}

export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
