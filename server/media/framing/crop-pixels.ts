import type { Box, VideoStream } from '../types'

export type PixelBox = {
  readonly xPx: number
  readonly yPx: number
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * A crop in whole source pixels. All four numbers are even (4:2:0 chroma has one sample per two pixels) and the box lies
 * inside the frame. The size depends on `w` and `h` alone, so that it stays the same all along a segment.
 */
export const cropPixels = (box: Box, video: Pick<VideoStream, 'widthPx' | 'heightPx'>): PixelBox => {
  const widthPx = evenSize(box.w, video.widthPx)
  const heightPx = evenSize(box.h, video.heightPx)
  return {
    xPx: evenOffset(box.x + box.w / 2, widthPx, video.widthPx),
    yPx: evenOffset(box.y + box.h / 2, heightPx, video.heightPx),
    widthPx,
    heightPx,
  }
}

const evenFloor = (px: number): number => 2 * Math.floor(px / 2)
const evenRound = (px: number): number => 2 * Math.round(px / 2)
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

const evenSize = (share: number, framePx: number): number => clamp(evenRound(share * framePx), 2, evenFloor(framePx))

const evenOffset = (centre: number, sizePx: number, framePx: number): number =>
  clamp(evenRound(centre * framePx - sizePx / 2), 0, evenFloor(framePx) - sizePx)
