import { describe, expect, test } from 'vitest'
import type { CameraKeyframe } from '../types'
import { cameraAt } from './camera-at'

const size = { y: 0, w: 0.3, h: 1 }
const camera: CameraKeyframe[] = [
  { tMs: 1000, x: 0.1, ...size, cut: true },
  { tMs: 2000, x: 0.3, ...size },
  { tMs: 3000, x: 0.6, ...size, cut: true },
  { tMs: 4000, x: 0.6, ...size },
]

describe('cameraAt', () => {
  test.each([
    ['holds the first keyframe before it', 0, 0.1],
    ['is at a keyframe at its time', 1000, 0.1],
    ['moves linearly between keyframes', 1500, 0.2],
    ['holds up to a cut', 2999, 0.3],
    ['jumps at the cut itself', 3000, 0.6],
    ['holds the last keyframe after it', 9000, 0.6],
  ])('%s', (_, tMs, x) => {
    expect(cameraAt(camera, tMs).x).toBeCloseTo(x, 9)
  })

  test('shows the whole frame without keyframes', () => {
    expect(cameraAt([], 0)).toEqual({ x: 0, y: 0, w: 1, h: 1 })
  })
})
