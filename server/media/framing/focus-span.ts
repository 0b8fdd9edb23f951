import { fpsValue } from '../time'
import type { AspectId, Box, MotionSample, SpeakerTurn, Track, VideoStream } from '../types'
import { planCameraPath } from './camera-path'
import { chooseSubjects, type Showing } from './choose-subjects'
import { type CropSize, cropForFace, largestCrop } from './crop-size'
import { facesTogether, followFaces, groupsThatFit, isWellFramed } from './follow-faces'
import { type MotionSubject, motionInSpan, motionTuning } from './motion-subject'
import type { Span } from './spans'
import { type Face, median, type Subject, subjectsInSpan } from './subjects'
import { talkInSpan } from './talk'

export type FocusContext = {
  readonly video: VideoStream
  readonly aspect: AspectId
  readonly tracks: readonly Track[]
  /** Those that count, sorted by start. */
  readonly turns: readonly SpeakerTurn[]
  readonly motion: readonly MotionSample[]
}

/** A stretch of a span under one framing decision; frames count from the span's first. */
export type FocusTake = {
  readonly start: number
  readonly boxes: readonly Box[]
  readonly who: readonly number[]
  readonly reason: string
  /** 0-1. */
  readonly confidence: number
}

export type FocusSpan = {
  readonly span: Span
  readonly takes: readonly FocusTake[]
  readonly subjects: readonly Subject[]
  readonly talk: readonly Float64Array[]
  /** How sure it is that something moves that is worth following; null where there are faces. */
  readonly motionConfidence: number | null
}

/** Motion that is followed, and motion that is only worth placing a still crop by. */
export const followedMotion = 0.5
const placedMotion = 0.2

/** The `focus` camera of one span. `before` is the span that came just before in the clip. */
export const focusSpan = (context: FocusContext, span: Span, before: FocusSpan | null): FocusSpan => {
  const { fps } = context.video
  const subjects = subjectsInSpan(context.tracks, span, fps)
  if (subjects.length === 0) return withoutFaces(context, span)
  const talk = talkInSpan(context.turns, subjects, span, fps)
  const largest = largestCrop(context.aspect, context.video)
  const showings = chooseSubjects({
    frames: span.endFrame - span.startFrame,
    fps: fpsValue(fps),
    subjects,
    talk,
    groups: groupsThatFit(subjects, largest.w),
    previous: lastPerson(before),
  })
  const takes: FocusTake[] = []
  for (const showing of showings) {
    const faces = facesOf(subjects, showing)
    const crop = cropOf(context, subjects, showing)
    const still = takes.length === 0 ? boxToKeep(before, span, subjects, showing, crop) : null
    const boxes =
      still !== null && isWellFramed(faces, still)
        ? faces.map(() => still)
        : followFaces(faces, crop, fpsValue(fps), context.video.heightPx / context.video.widthPx)
    takes.push({ start: showing.start, boxes, who: showing.who, ...reasonOf(showing, talk) })
  }
  return { span, takes, subjects, talk, motionConfidence: null }
}

const facesOf = (subjects: readonly Subject[], { start, end, who }: Showing): (Face | null)[] => {
  const faces: (Face | null)[] = []
  for (let frame = start; frame < end; frame += 1)
    faces.push(facesTogether(who.map((index) => subjects[index]?.faces[frame] ?? null)))
  return faces
}

const cropOf = ({ aspect, video }: FocusContext, subjects: readonly Subject[], { who }: Showing): CropSize => {
  const [only, second] = who
  if (only === undefined || second !== undefined) return largestCrop(aspect, video)
  return cropForFace(subjects[only]?.faceHeight ?? 0, aspect, video)
}

const lastPerson = (before: FocusSpan | null): string | null => {
  const index = before?.takes.at(-1)?.who[0]
  return index === undefined ? null : (before?.subjects[index]?.person ?? null)
}

/** At a join within a shot the same person stays where they were in the pane, if that still frames them well. */
const boxToKeep = (
  before: FocusSpan | null,
  span: Span,
  subjects: readonly Subject[],
  showing: Showing,
  crop: CropSize,
): Box | null => {
  const take = before?.takes.at(-1)
  const box = take?.boxes.at(-1)
  if (before === null || take === undefined || box === undefined || before.span.shot !== span.shot) return null
  if (box.w !== crop.w || box.h !== crop.h) return null
  const people = (all: readonly Subject[], who: readonly number[]) => who.map((i) => all[i]?.person).join('\n')
  return people(before.subjects, take.who) === people(subjects, showing.who) ? box : null
}

const reasonOf = ({ start, end, who }: Showing, talk: readonly Float64Array[]) => {
  const heard = who.flatMap((index) => [...(talk[index]?.subarray(start, end) ?? [])]).filter((weight) => weight > 0)
  const confidence = heard.reduce((sum, weight) => sum + weight, 0) / Math.max(1, heard.length)
  if (who.length > 1)
    return heard.length > 0
      ? { reason: `${who.length} people who take turns fit in the frame together`, confidence }
      : { reason: `${who.length} people fit in the frame together`, confidence: 0.6 }
  return heard.length > 0
    ? { reason: 'follows the person who speaks', confidence }
    : { reason: 'nobody is known to speak: follows the most prominent face', confidence: 0.5 }
}

const withoutFaces = (context: FocusContext, span: Span): FocusSpan => {
  const subject = motionInSpan(context.motion, span, context.video.fps)
  const crop = largestCrop(context.aspect, context.video)
  const lefts = pathOf(subject, crop, fpsValue(context.video.fps))
  const boxes = lefts.map((x) => ({ x, y: (1 - crop.h) / 2, ...crop }))
  return {
    span,
    takes: [{ start: 0, boxes, who: [], ...motionReason(subject.confidence) }],
    subjects: [],
    talk: [],
    motionConfidence: subject.confidence,
  }
}

const motionReason = (confidence: number) => {
  if (confidence >= followedMotion) return { reason: 'no face: follows what moves', confidence }
  if (confidence >= placedMotion) return { reason: 'no face: stands still where most of the motion is', confidence }
  return { reason: 'no face and nothing that stands out: the middle is shown', confidence: 0.2 }
}

const pathOf = ({ xs, confidence }: MotionSubject, crop: CropSize, fps: number): number[] => {
  if (confidence >= followedMotion)
    return planCameraPath({ observedX: xs, fps, widthPx: 1, cropWidthPx: crop.w, tuning: motionTuning })
  const seen = xs.filter((x): x is number => x !== null)
  const centre = confidence >= placedMotion && seen.length > 0 ? median(seen) : 0.5
  return xs.map(() => Math.min(1 - crop.w, Math.max(0, centre - crop.w / 2)))
}
