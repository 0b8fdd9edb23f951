import { cameraAt } from '../framing/camera-at'
import { cropPixels } from '../framing/crop-pixels'
import { frameToMs } from '../time'
import type { FramingPlan, Rational, VideoStream } from '../types'
import type { FrameRange } from './source-windows'

/** A run of output frames `[startFrame, endFrame)` whose crop has one size. */
export type CropSegment = {
  readonly startFrame: number
  readonly endFrame: number
  readonly widthPx: number
  readonly heightPx: number
  /** Where the crop is from which output frame on; the first is at `startFrame`. Positions are whole pixels. */
  readonly moves: readonly CropMove[]
}
export type CropMove = { readonly frame: number; readonly xPx: number; readonly yPx: number }

type OpenSegment = { startFrame: number; endFrame: number; widthPx: number; heightPx: number; moves: CropMove[] }

/** The camera as pixels, frame by frame: what is drawn at each output frame is the crop at that frame's source time. */
export const planCrops = (
  framing: FramingPlan,
  video: Pick<VideoStream, 'widthPx' | 'heightPx'>,
  ranges: readonly FrameRange[],
  fps: Rational,
): CropSegment[] => {
  const segments: OpenSegment[] = []
  let frame = 0
  for (const range of ranges) {
    for (let sourceFrame = range.startFrame; sourceFrame < range.endFrame; sourceFrame++, frame++) {
      const box = cameraAt(framing.camera, frameToMs(sourceFrame, fps))
      const { widthPx, heightPx } = cropPixels(box, video)
      // Sizes are even, positions single pixels: steps of two would be seen as judder in a slow pan.
      const xPx = offsetPx(box.x + box.w / 2, widthPx, video.widthPx)
      const yPx = offsetPx(box.y + box.h / 2, heightPx, video.heightPx)
      let open = segments.at(-1)
      if (open === undefined || open.widthPx !== widthPx || open.heightPx !== heightPx) {
        open = { startFrame: frame, endFrame: frame, widthPx, heightPx, moves: [] }
        segments.push(open)
      }
      open.endFrame = frame + 1
      const last = open.moves.at(-1)
      if (last?.xPx !== xPx || last.yPx !== yPx) open.moves.push({ frame, xPx, yPx })
    }
  }
  return segments
}

const offsetPx = (centre: number, sizePx: number, framePx: number): number =>
  Math.min(framePx - sizePx, Math.max(0, Math.round(centre * framePx - sizePx / 2)))
