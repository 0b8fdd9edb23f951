import type { FacePlace } from '@/server/ports/face-detector'
import { fromSquare, type Square } from './picture'

/** Outer and inner corner of the right eye, inner and outer corner of the left, in the 468-point mesh. */
export const eyePoints = [33, 133, 362, 263] as const

/** The square that the detector would give, against the mesh's own bounds: medians over 96 faces of the shared footage. */
const sideOfHeight = 1.34
const middleOfHeight = 0.55
/**
 * Where to look for a face in the next picture, from its mesh in this one (`points`: three numbers each, in pixels of the
 * network's input of `sizePx`), and its `drift`: how far it had left the middle of its square, or half of what it had grown or shrunk,
 * as a share of the square. The mesh is the less exact the further its face has drifted.
 */
export const nextPlace = (
  square: Square,
  points: Float32Array,
  sizePx: number,
): { readonly place: FacePlace; readonly drift: number } => {
  let [left, top, right, bottom] = [Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, -Number.MAX_VALUE]
  for (let at = 0; at + 2 < points.length; at += 3) {
    const [x, y] = [(points[at] ?? 0) / sizePx, (points[at + 1] ?? 0) / sizePx]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  const eye = (...corners: readonly number[]) => ({
    x: corners.reduce((sum, point) => sum + (points[point * 3] ?? 0), 0),
    y: corners.reduce((sum, point) => sum + (points[point * 3 + 1] ?? 0), 0),
  })
  const [right1, right2, left1, left2] = eyePoints
  const [rightEye, leftEye] = [eye(right1, right2), eye(left1, left2)]
  const turn = Math.atan2(leftEye.y - rightEye.y, leftEye.x - rightEye.x)
  const u = (left + right) / 2
  const v = top + middleOfHeight * (bottom - top)
  const side = sideOfHeight * Math.max(bottom - top, right - left)
  return {
    place: { ...fromSquare(square, u, v), sidePx: side * square.sidePx, angleRad: square.angleRad + turn },
    drift: Math.max(Math.abs(u - 0.5), Math.abs(v - 0.5), Math.abs(side - 1) / 2),
  }
}
