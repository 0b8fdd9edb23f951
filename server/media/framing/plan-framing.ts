import { frameToMs } from '../time'
import type {
  AspectId,
  Box,
  CameraKeyframe,
  EditList,
  FramingKeyframe,
  FramingMode,
  FramingPlan,
  MotionSample,
  Shot,
  SpeakerTurn,
  Track,
  VideoStream,
} from '../types'
import { wholeFrame } from './camera-at'
import { keyframesOf } from './camera-keyframes'
import { chooseAutoModes } from './choose-auto-modes'
import type { Decision } from './choose-modes'
import { emptyReport } from './empty-report'
import { type FocusSpan, focusSpan } from './focus-span'
import { reportOf } from './framing-report'
import { cutIntoSpans } from './spans'
import { turnsThatCount } from './talk'
import { ontoFrame, withinBounds } from './within-bounds'

export type FramingInput = {
  readonly video: VideoStream
  readonly aspect: AspectId
  /** `auto` picks a mode for every shot. */
  readonly mode: 'auto' | FramingMode
  readonly edit: EditList
  readonly shots: readonly Shot[]
  readonly tracks: readonly Track[]
  readonly speakers: readonly SpeakerTurn[]
  readonly motion: readonly MotionSample[]
  /** Where the picture is inside black bars: no crop goes beyond it, and `fit` shows no more than it. */
  readonly bounds?: Box | null | undefined
}

/**
 * What the output shows at every moment of a clip. Observations and plan are in source time; the camera has keyframes in
 * the kept ranges only, on the frame grid, and a cut at every join, shot boundary and change of subject.
 */
export const planFraming = (input: FramingInput): FramingPlan => {
  if (input.bounds) return ontoFrame(planFraming(withinBounds(input, input.bounds)), input.bounds)
  const { video, aspect, edit, shots } = input
  const spans = cutIntoSpans(edit, shots, video.fps)
  if (spans.length === 0) return nothingToFrame(aspect)

  const context = { ...input, tracks: withSamplesInOrder(input.tracks), turns: turnsThatCount(input.speakers) }
  const focused: FocusSpan[] = []
  for (const span of spans) focused.push(focusSpan(context, span, focused.at(-1) ?? null))
  const decisions = decide(input, focused)

  const camera: CameraKeyframe[] = []
  const keyframes: FramingKeyframe[] = []
  focused.forEach((each, i) => {
    const { startFrame, endFrame } = each.span
    const decision = decisions[i]
    if (decision === undefined || decision.mode === 'fit') {
      const boxes = Array.from({ length: endFrame - startFrame }, () => wholeFrame)
      camera.push(...keyframesOf({ startFrame, boxes }, video.fps))
      addKeyframe(keyframes, startFrame, video, decision ?? { mode: 'fit', reason: '', confidence: 0 })
      return
    }
    for (const take of each.takes) {
      const takeFrame = startFrame + take.start
      camera.push(...keyframesOf({ startFrame: takeFrame, boxes: take.boxes }, video.fps))
      addKeyframe(keyframes, takeFrame, video, { mode: 'focus', reason: take.reason, confidence: take.confidence })
    }
  })
  const modes = new Set(decisions.map((decision) => decision.mode))
  return {
    version: 1,
    aspect,
    mode: modes.size > 1 ? 'mixed' : (decisions[0]?.mode ?? 'fit'),
    keyframes,
    camera,
    report: reportOf(focused, decisions, aspect, video),
  }
}

const decide = ({ mode, aspect, video, speakers }: FramingInput, focused: readonly FocusSpan[]): Decision[] => {
  switch (mode) {
    case 'auto':
      return chooseAutoModes(focused, aspect, video, speakers)
    case 'fit':
      return focused.map(() => ({ mode, reason: 'the whole frame was asked for', confidence: 1 }))
    case 'focus':
      return focused.map(() => ({ mode, reason: 'a crop was asked for', confidence: 1 }))
    default:
      return mode satisfies never
  }
}

/** A keyframe per decision: one that says the same as the last adds nothing. */
const addKeyframe = (keyframes: FramingKeyframe[], frame: number, video: VideoStream, decision: Decision): void => {
  const last = keyframes.at(-1)
  if (last?.mode === decision.mode && last.reason === decision.reason && decision.mode === 'fit') return
  const confidence = Math.round(decision.confidence * 100) / 100
  keyframes.push({ tMs: frameToMs(frame, video.fps), ...decision, confidence, origin: 'auto' })
}

const withSamplesInOrder = (tracks: readonly Track[]): Track[] =>
  tracks
    .map((track) => ({ ...track, samples: [...track.samples].sort((a, b) => a.tMs - b.tMs) }))
    .sort((a, b) => (a.samples[0]?.tMs ?? 0) - (b.samples[0]?.tMs ?? 0) || (a.id < b.id ? -1 : 1))

const nothingToFrame = (aspect: AspectId): FramingPlan => ({
  version: 1,
  aspect,
  mode: 'fit',
  keyframes: [],
  camera: [],
  report: emptyReport,
})
