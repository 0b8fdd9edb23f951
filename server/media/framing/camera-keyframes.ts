import { frameToMs } from '../time'
import type { Box, CameraKeyframe, Rational } from '../types'

/** Boxes of consecutive frames, all of one size, that the camera jumps to at `startFrame`. */
export type Take = { readonly startFrame: number; readonly boxes: readonly Box[] }

/** A bend smaller than this share of the frame is none. */
const straight = 1e-9

/**
 * The fewest keyframes that give every frame of a take its exact box: its first and last frame, and every frame in which
 * the speed changes. A still take is a pair.
 */
export const keyframesOf = (take: Take, fps: Rational): CameraKeyframe[] => {
  const { boxes } = take
  const keyframes: CameraKeyframe[] = []
  boxes.forEach((box, i) => {
    const before = boxes[i - 1]
    const after = boxes[i + 1]
    const bends =
      before === undefined ||
      after === undefined ||
      Math.abs(after.x - 2 * box.x + before.x) > straight ||
      Math.abs(after.y - 2 * box.y + before.y) > straight
    if (!bends) return
    const tMs = frameToMs(take.startFrame + i, fps)
    keyframes.push({ tMs, ...insideFrame(box), ...(i === 0 ? { cut: true as const } : {}) })
  })
  return keyframes
}

/** Positions to a millionth of the frame: a hundredth of a pixel at 8K, and short in a report. */
const insideFrame = ({ x, y, w, h }: Box): Box => ({ x: rounded(x, 1 - w), y: rounded(y, 1 - h), w, h })

const rounded = (position: number, highest: number): number =>
  Math.max(0, Math.min(highest, Math.round(position * 1e6) / 1e6))
