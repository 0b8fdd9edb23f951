import { outputSize } from '../aspect'
import type { AspectId, VideoStream } from '../types'

export type CropSize = { readonly w: number; readonly h: number }
type Picture = Pick<VideoStream, 'widthPx' | 'heightPx'>

/** The largest crop of the output's shape, shares of the source frame. */
export const largestCrop = (aspect: AspectId, video: Picture): CropSize => {
  const output = outputSize[aspect]
  const relative = (output.widthPx * video.heightPx) / (output.heightPx * video.widthPx)
  return relative <= 1 ? { w: relative, h: 1 } : { w: 1, h: 1 / relative }
}

/** How many output pixels one source pixel becomes, along one side. */
export const upscalingOf = (crop: CropSize, aspect: AspectId, video: Picture): number =>
  outputSize[aspect].heightPx / (crop.h * video.heightPx)

/** Enlarging more than this is seen as softness; a closer crop never goes beyond it, a whole one may have to. */
export const mostUpscaling = 1.5
/** A face smaller than 18 % of the pane is brought to a little more than that. */
const smallFace = 0.18
const wantedFace = 0.22

/** The largest crop, tightened for a small face as far as the pixels allow. */
export const cropForFace = (faceHeight: number, aspect: AspectId, video: Picture): CropSize => {
  const largest = largestCrop(aspect, video)
  const share = faceHeight / largest.h
  if (faceHeight <= 0 || share >= smallFace) return largest
  const tightest = Math.min(1, upscalingOf(largest, aspect, video) / mostUpscaling)
  const scale = Math.min(1, Math.max(tightest, share / wantedFace))
  return { w: largest.w * scale, h: largest.h * scale }
}
