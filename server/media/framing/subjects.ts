import { frameToMs } from '../time'
import type { Box, Rational, Track, TrackSample } from '../types'
import type { Span } from './spans'

export type Face = Box & {
  /** Height of the eye line, share of the frame. */
  readonly eyeY: number
}

/** One person through one span: where the face is in each of its frames, null where it was not seen. */
export type Subject = {
  readonly person: string
  readonly trackIds: readonly string[]
  readonly faces: readonly (Face | null)[]
  /** Median height of the face over the whole shot, share of the frame: the same zoom on both sides of a join. */
  readonly faceHeight: number
  /** 0-1: large, central, long in the picture. */
  readonly prominence: number
}

/** Detections come at 2-5 a second; a longer gap than this is a face that was away, not one between two samples. */
const longestGapMs = 1000
/** A face is taken to be there this long before its first and after its last sample: the samples' own spacing. */
const edgeMs = 500
/** Where detectors' boxes (brow or hairline to chin) have the eyes. */
const eyeLevel = 0.4
/** More faces than this are a crowd; the most prominent are followed. */
const mostSubjects = 8

/** `tracks` are sorted by their first sample, samples by time. */
export const subjectsInSpan = (tracks: readonly Track[], span: Span, fps: Rational): Subject[] => {
  const shotStartMs = frameToMs(span.shotStartFrame, fps)
  const shotEndMs = frameToMs(span.shotEndFrame, fps)
  const open: { person: string; trackIds: string[]; samples: TrackSample[] }[] = []
  for (const track of tracks) {
    const samples = track.samples.filter(({ tMs }) => tMs >= shotStartMs && tMs < shotEndMs)
    const first = samples[0]
    if (first === undefined) continue
    // A person lost and found again is one subject; two faces at one time are not one person, whatever their name.
    const same = open.find((each) => each.person === track.person && (each.samples.at(-1)?.tMs ?? 0) < first.tMs)
    if (same === undefined) open.push({ person: track.person, trackIds: [track.id], samples })
    else {
      same.trackIds.push(track.id)
      same.samples.push(...samples)
    }
  }
  return open
    .map(({ samples, ...subject }) => {
      const faces = facesOnFrames(samples, span, fps)
      return {
        ...subject,
        faces,
        faceHeight: median(samples.map((sample) => sample.h)),
        prominence: prominenceOf(faces),
      }
    })
    .filter(({ faces }) => faces.some((face) => face !== null))
    .sort((a, b) => b.prominence - a.prominence || (a.person < b.person ? -1 : a.person > b.person ? 1 : 0))
    .slice(0, mostSubjects)
}

/** A face in every frame of a span, linear between samples. */
const facesOnFrames = (samples: readonly TrackSample[], span: Span, fps: Rational): (Face | null)[] => {
  const faces: (Face | null)[] = []
  let next = 0
  for (let frame = span.startFrame; frame < span.endFrame; frame += 1) {
    const tMs = frameToMs(frame, fps)
    while (next < samples.length && (samples[next]?.tMs ?? 0) <= tMs) next += 1
    faces.push(faceBetween(samples[next - 1], samples[next], tMs))
  }
  return faces
}

const faceBetween = (before: TrackSample | undefined, after: TrackSample | undefined, tMs: number): Face | null => {
  if (before !== undefined && after !== undefined && after.tMs - before.tMs <= longestGapMs) {
    const share = (tMs - before.tMs) / (after.tMs - before.tMs)
    const from = faceOf(before)
    const to = faceOf(after)
    const mix = (a: number, b: number) => a + (b - a) * share
    return {
      x: mix(from.x, to.x),
      y: mix(from.y, to.y),
      w: mix(from.w, to.w),
      h: mix(from.h, to.h),
      eyeY: mix(from.eyeY, to.eyeY),
    }
  }
  if (before !== undefined && tMs - before.tMs <= edgeMs) return faceOf(before)
  if (after !== undefined && after.tMs - tMs <= edgeMs) return faceOf(after)
  return null
}

const faceOf = ({ x, y, w, h, eyeY }: TrackSample): Face => ({ x, y, w, h, eyeY: eyeY ?? y + eyeLevel * h })

const prominenceOf = (faces: readonly (Face | null)[]): number => {
  let sum = 0
  for (const face of faces) {
    if (face === null) continue
    const offMiddle = Math.abs(face.x + face.w / 2 - 0.5)
    sum += Math.min(1, Math.sqrt(Math.max(0, face.w * face.h)) * 2) * (1 - offMiddle)
  }
  return faces.length === 0 ? 0 : sum / faces.length
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
