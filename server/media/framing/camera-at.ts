import type { Box, CameraKeyframe } from '../types'

export const wholeFrame: Box = { x: 0, y: 0, w: 1, h: 1 }

/**
 * The crop at a moment of the source: linear between keyframes, held up to a keyframe that is jumped to (`cut`), and held
 * before the first and after the last. Keyframes are sorted by time; without any the whole frame is shown.
 */
export const cameraAt = (camera: readonly CameraKeyframe[], tMs: number): Box => {
  let low = 0
  let high = camera.length
  while (low < high) {
    const middle = (low + high) >> 1
    const keyframe = camera[middle]
    if (keyframe !== undefined && keyframe.tMs <= tMs) low = middle + 1
    else high = middle
  }
  const from = camera[low - 1] ?? camera[0]
  if (from === undefined) return wholeFrame
  const to = camera[low]
  if (to === undefined || to.cut === true || to.tMs <= from.tMs || tMs <= from.tMs) return boxOf(from)
  const share = (tMs - from.tMs) / (to.tMs - from.tMs)
  return {
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    w: from.w + (to.w - from.w) * share,
    h: from.h + (to.h - from.h) * share,
  }
}

const boxOf = ({ x, y, w, h }: Box): Box => ({ x, y, w, h })
