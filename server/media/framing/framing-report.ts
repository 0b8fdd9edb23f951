import { outputSize } from '../aspect'
import { fpsValue } from '../time'
import type { AspectId, FramingReport, VideoStream } from '../types'
import type { Decision } from './choose-modes'
import { mostUpscaling, upscalingOf } from './crop-size'
import type { FocusSpan } from './focus-span'
import { type SeenSpan, seenInFit, seenInFocus } from './seen-span'
import { shareOf, shortfallOf, tallyOf } from './tally'

export const reportOf = (
  focused: readonly FocusSpan[],
  decisions: readonly Decision[],
  aspect: AspectId,
  video: VideoStream,
): FramingReport => {
  const seen = focused.map((each, i) => (decisions[i]?.mode === 'focus' ? seenInFocus(each) : seenInFit(each)))
  const tally = tallyOf(seen, fpsValue(video.fps), video.heightPx / video.widthPx)
  const minutes = seen.reduce((sum, { boxes }) => sum + boxes.length, 0) / fpsValue(video.fps) / 60
  const changes = decisions.filter((decision, i) => i > 0 && decision.mode !== decisions[i - 1]?.mode).length
  const upscaling = Math.max(...seen.map((span, i) => largestUpscaling(span, decisions[i], aspect, video)))
  const warnings = shortfallOf(tally).map((clause) => `${clause[0]?.toUpperCase() ?? ''}${clause.slice(1)}.`)
  if (upscaling > mostUpscaling + 1e-9)
    warnings.push(`The picture is enlarged ${upscaling.toFixed(1)} times, which looks soft; a larger source would not.`)
  const isWhole = seen.every(({ boxes }) => boxes.every(({ w, h }) => w >= 1 && h >= 1))
  if (isWhole && decisions.some((decision) => decision.mode === 'focus'))
    warnings.push('The source already has the shape of the output: the crop is the whole frame.')
  return {
    speakerInFrame: rounded(shareOf(tally.speakerInside, tally.speechFrames)),
    faceCutByEdge: rounded(shareOf(tally.faceCut, tally.faceFrames)),
    faceFullyInside: rounded(shareOf(tally.faceInside, tally.faceFrames)),
    framesWithoutSubject: tally.withoutSubject,
    layoutChangesPerMinute: minutes === 0 ? 0 : Math.round((changes / minutes) * 100) / 100,
    maxSpeed: Math.round(tally.maxSpeed * 1e4) / 1e4,
    maxAcceleration: Math.round(tally.maxAcceleration * 1e4) / 1e4,
    upscaling: Math.round(upscaling * 100) / 100,
    warnings,
  }
}

const largestUpscaling = (
  { boxes }: SeenSpan,
  decision: Decision | undefined,
  aspect: AspectId,
  video: VideoStream,
): number => {
  const output = outputSize[aspect]
  if (decision?.mode !== 'focus') return Math.min(output.widthPx / video.widthPx, output.heightPx / video.heightPx)
  return boxes.reduce((most, box) => Math.max(most, upscalingOf(box, aspect, video)), 0)
}

const rounded = (share: number | null): number | null => (share === null ? null : Math.round(share * 1e4) / 1e4)
