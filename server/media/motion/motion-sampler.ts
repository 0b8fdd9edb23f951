import { createFrameRing, type FrameLayout } from '../shots'
import { frameToMs } from '../time'
import type { MotionSample, Rational } from '../types'
import { createGlobalMotion, type GlobalMotion } from './global-motion'

/** Pictures this far apart are compared: what crosses a twentieth of the width in a second then moves a pixel. */
const lagS = 0.2
/** Grey levels beyond what the neighbourhood explains: coding noise stays below. */
const leastResidual = 6
/** The centre is that of the motion within this distance (share of the longer side) of the strongest place. */
const windowShare = 0.22
const centringRounds = 3

/**
 * Where the picture moves once the camera's own movement is taken out, every `every` frames. A pixel counts as moving when
 * neither the picture before nor the one after explains it: so a thing is found where it IS, not where it was or will be, and a
 * cut on one side does no harm.
 */
export const createMotionSampler = (layout: FrameLayout, fps: Rational, every: number) => {
  const lag = Math.max(1, Math.round((lagS * fps.num) / fps.den))
  const ring = createFrameRing(layout.lumaBytes, 2 * lag + 1)
  const globalMotion = createGlobalMotion(layout)
  const moving = new Float32Array(layout.lumaBytes)
  const side = new Float32Array(layout.lumaBytes)
  const samples: MotionSample[] = []

  const sampleAt = (index: number) => {
    const here = ring.at(index)
    if (here === null) return
    const [before, after] = [ring.at(index - lag), ring.at(index + lag)]
    const first = before ?? after
    moving.fill(0)
    if (first !== null) unexplained(here, first, globalMotion(here, first), layout, moving)
    if (before !== null && after !== null) {
      unexplained(here, after, globalMotion(here, after), layout, side)
      for (let i = 0; i < moving.length; i += 1) moving[i] = Math.min(moving[i] ?? 0, side[i] ?? 0)
    }
    samples.push({ tMs: frameToMs(index, fps), ...summarise(moving, layout) })
  }

  return {
    push(frame: Uint8Array): void {
      ring.push(frame.subarray(0, layout.lumaBytes))
      const index = ring.count() - 1 - lag
      if (index >= 0 && index % every === 0) sampleAt(index)
    },
    finish(): MotionSample[] {
      for (let index = Math.max(0, ring.count() - lag); index < ring.count(); index += 1) {
        if (index % every === 0) sampleAt(index)
      }
      return samples
    },
  }
}

/**
 * Per pixel of `here`: how far its level lies outside what `reference`, moved like the camera, has within half a pixel of it
 * (Birchfield and Tomasi's measure, which a shift by a fraction of a pixel leaves at 0).
 */
const unexplained = (
  here: Uint8Array,
  reference: Uint8Array,
  motion: GlobalMotion,
  layout: FrameLayout,
  out: Float32Array,
): void => {
  const { widthPx: width, heightPx: height } = layout
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const rx = Math.round(x + motion.dx + motion.zoom * (x - width / 2))
      const ry = Math.round(y + motion.dy + motion.zoom * (y - height / 2))
      const at = y * width + x
      out[at] = 0
      if (rx < 1 || ry < 1 || rx >= width - 1 || ry >= height - 1) continue
      const level = here[at] ?? 0
      const there = ry * width + rx
      const centre = reference[there] ?? 0
      if (Math.abs(level - centre) <= leastResidual) continue
      const left = (centre + (reference[there - 1] ?? 0)) / 2
      const right = (centre + (reference[there + 1] ?? 0)) / 2
      const above = (centre + (reference[there - width] ?? 0)) / 2
      const below = (centre + (reference[there + width] ?? 0)) / 2
      const low = Math.min(centre, left, right, above, below)
      const high = Math.max(centre, left, right, above, below)
      out[at] = Math.max(0, low - level - leastResidual, level - high - leastResidual)
    }
  }
}

/** Centre by mean shift from the middle of all motion's strongest block; spread over everything that moves. */
const summarise = (moving: Float32Array, layout: FrameLayout): Omit<MotionSample, 'tMs'> => {
  const { widthPx: width, heightPx: height } = layout
  let [weight, sumX, sumY, count] = [0, 0, 0, 0]
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = moving[y * width + x] ?? 0
      if (value === 0) continue
      weight += value
      sumX += value * x
      sumY += value * y
      count += 1
    }
  }
  if (weight === 0) return { x: 0.5, y: 0.5, spread: 0, amount: 0 }
  const [meanX, meanY] = [sumX / weight, sumY / weight]
  let [centreX, centreY] = strongestPlace(moving, layout)
  const reach = windowShare * Math.max(width, height)
  let variance = 0
  for (let round = 0; round < centringRounds; round += 1) {
    let [w, cx, cy] = [0, 0, 0]
    variance = 0
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const value = moving[y * width + x] ?? 0
        if (value === 0) continue
        variance += value * (((x - meanX) / width) ** 2 + ((y - meanY) / height) ** 2)
        if (Math.abs(x - centreX) > reach || Math.abs(y - centreY) > reach) continue
        w += value
        cx += value * x
        cy += value * y
      }
    }
    if (w === 0) break
    centreX = cx / w
    centreY = cy / w
  }
  return {
    x: round4((centreX + 0.5) / width),
    y: round4((centreY + 0.5) / height),
    spread: round4(Math.sqrt(variance / weight)),
    amount: round4(count / (width * height)),
  }
}

/** Middle of the 2x2 blocks that hold the most motion. */
const strongestPlace = (moving: Float32Array, layout: FrameLayout): [number, number] => {
  const size = 8
  const sums = new Float32Array(layout.columns * layout.rows)
  for (let y = 0; y < layout.heightPx; y += 1) {
    for (let x = 0; x < layout.widthPx; x += 1) {
      const block = (y >> 3) * layout.columns + (x >> 3)
      sums[block] = (sums[block] ?? 0) + (moving[y * layout.widthPx + x] ?? 0)
    }
  }
  let best = -1
  let place: [number, number] = [layout.widthPx / 2, layout.heightPx / 2]
  for (let row = 0; row + 1 < layout.rows; row += 1) {
    for (let column = 0; column + 1 < layout.columns; column += 1) {
      const corner = row * layout.columns + column
      const sum =
        (sums[corner] ?? 0) +
        (sums[corner + 1] ?? 0) +
        (sums[corner + layout.columns] ?? 0) +
        (sums[corner + layout.columns + 1] ?? 0)
      if (sum <= best) continue
      best = sum
      place = [(column + 1) * size, (row + 1) * size]
    }
  }
  return place
}

const round4 = (value: number): number => Math.round(value * 10_000) / 10_000
