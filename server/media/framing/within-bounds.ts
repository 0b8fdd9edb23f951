import type { Box, FramingPlan, MotionSample, Track } from '../types'
import type { FramingInput } from './plan-framing'

/** The same scene as if the bars were not there: the picture inside `bounds` is the whole frame. */
export const withinBounds = (input: FramingInput, bounds: Box): FramingInput => {
  const { video } = input
  return {
    ...input,
    bounds: null,
    video: {
      ...video,
      widthPx: Math.round(bounds.w * video.widthPx),
      heightPx: Math.round(bounds.h * video.heightPx),
    },
    tracks: input.tracks.map((track) => trackWithin(track, bounds)),
    motion: input.motion.map((sample) => motionWithin(sample, bounds)),
  }
}

const trackWithin = (track: Track, bounds: Box): Track => ({
  ...track,
  samples: track.samples.map((sample) => ({
    ...sample,
    x: (sample.x - bounds.x) / bounds.w,
    y: (sample.y - bounds.y) / bounds.h,
    w: sample.w / bounds.w,
    h: sample.h / bounds.h,
    eyeY: sample.eyeY === null ? null : (sample.eyeY - bounds.y) / bounds.h,
  })),
})

const motionWithin = (sample: MotionSample, bounds: Box): MotionSample => ({
  ...sample,
  x: share((sample.x - bounds.x) / bounds.w),
  y: share((sample.y - bounds.y) / bounds.h),
  spread: sample.spread / bounds.w,
  amount: Math.min(1, sample.amount / (bounds.w * bounds.h)),
})

/** A plan for the picture inside `bounds`, as shares of the source frame. */
export const ontoFrame = (plan: FramingPlan, bounds: Box): FramingPlan => ({
  ...plan,
  camera: plan.camera.map((keyframe) => {
    const [w, h] = [keyframe.w * bounds.w, keyframe.h * bounds.h]
    const x = Math.min(1 - w, bounds.x + keyframe.x * bounds.w)
    return { ...keyframe, x, y: Math.min(1 - h, bounds.y + keyframe.y * bounds.h), w, h }
  }),
})

const share = (value: number): number => Math.min(1, Math.max(0, value))
