import type {
  AspectId,
  EditList,
  FramingMode,
  FramingPlan,
  MotionSample,
  Shot,
  SpeakerTurn,
  Track,
  VideoStream,
} from '../types'

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
}

export const planFraming = (input: FramingInput): FramingPlan => {
  const first = input.edit.ranges[0]
  return {
    version: 1,
    aspect: input.aspect,
    mode: 'fit',
    keyframes:
      first === undefined
        ? []
        : [{ tMs: first.startMs, mode: 'fit', reason: 'the whole frame was asked for', confidence: 1, origin: 'auto' }],
    camera: input.edit.ranges.map((range) => ({ tMs: range.startMs, x: 0, y: 0, w: 1, h: 1, cut: true })),
    report: {
      speakerInFrame: null,
      faceCutByEdge: null,
      faceFullyInside: null,
      framesWithoutSubject: 0,
      layoutChangesPerMinute: 0,
      maxSpeed: 0,
      maxAcceleration: 0,
      upscaling: 1,
      warnings: [],
    },
  }
}
