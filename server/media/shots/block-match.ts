import { quarterPx } from './block-sums'
import { blockPx, type FrameLayout } from './frame-layout'

/** Where a block of one picture is found again in another, and how well. */
export type BlockMatch = { dx: number; dy: number; sad: number }

const blockArea = blockPx * blockPx

/** A block this close (mean difference in grey levels) needs no search: coding noise alone is 1-2 levels. */
export const stillLevel = 2

/** A picture's luma, and of it the sums that `sumQuarters` makes. */
export type SummedLuma = { readonly pixels: Uint8Array; readonly sums: Uint16Array }

/**
 * Finds the block at (`x`, `y`) of `current` again in `reference` by a logarithmic search: steps of `firstStep` pixels, then half
 * as far, down to one, from where `match` points. Writes into `match` (no allocation: this runs for every block of every frame).
 */
export const matchBlock = (
  current: SummedLuma,
  reference: SummedLuma,
  layout: FrameLayout,
  x: number,
  y: number,
  firstStep: number,
  match: BlockMatch,
): void => {
  const { widthPx, heightPx } = layout
  const offset = y * widthPx + x
  match.dx = Math.max(-x, Math.min(widthPx - blockPx - x, match.dx))
  match.dy = Math.max(-y, Math.min(heightPx - blockPx - y, match.dy))
  const start = offset + match.dy * widthPx + match.dx
  match.sad = blockSad(current.pixels, offset, reference.pixels, start, widthPx, Number.POSITIVE_INFINITY)
  for (let step = firstStep; step >= 1 && match.sad > stillLevel * blockArea; step >>= 1) {
    const centreX = match.dx
    const centreY = match.dy
    for (let sy = -step; sy <= step; sy += step) {
      const py = y + centreY + sy
      if (py < 0 || py + blockPx > heightPx) continue
      for (let sx = -step; sx <= step; sx += step) {
        if (sx === 0 && sy === 0) continue
        const px = x + centreX + sx
        if (px < 0 || px + blockPx > widthPx) continue
        const there = py * widthPx + px
        // Most places are ruled out by four numbers instead of 64.
        if (leastSad(current.sums, offset, reference.sums, there, widthPx) >= match.sad) continue
        const sad = blockSad(current.pixels, offset, reference.pixels, there, widthPx, match.sad)
        if (sad < match.sad) {
          match.sad = sad
          match.dx = centreX + sx
          match.dy = centreY + sy
        }
      }
    }
  }
}

/** Sum of absolute differences of two blocks; stops as soon as it passes `limit`. */
const blockSad = (
  a: Uint8Array,
  aOffset: number,
  b: Uint8Array,
  bOffset: number,
  stride: number,
  limit: number,
): number => {
  let sum = 0
  for (let y = 0; y < blockPx; y += 1) {
    sum += rowSad(a, aOffset + y * stride, b, bOffset + y * stride)
    if (sum > limit) return sum
  }
  return sum
}

/** Eight pixels, written out: as a loop the whole search takes twice as long. */
const rowSad = (a: Uint8Array, i: number, b: Uint8Array, j: number): number =>
  Math.abs((a[i] ?? 0) - (b[j] ?? 0)) +
  Math.abs((a[i + 1] ?? 0) - (b[j + 1] ?? 0)) +
  Math.abs((a[i + 2] ?? 0) - (b[j + 2] ?? 0)) +
  Math.abs((a[i + 3] ?? 0) - (b[j + 3] ?? 0)) +
  Math.abs((a[i + 4] ?? 0) - (b[j + 4] ?? 0)) +
  Math.abs((a[i + 5] ?? 0) - (b[j + 5] ?? 0)) +
  Math.abs((a[i + 6] ?? 0) - (b[j + 6] ?? 0)) +
  Math.abs((a[i + 7] ?? 0) - (b[j + 7] ?? 0))

/** Two blocks differ by at least what the sums of their quarters differ by. */
const leastSad = (a: Uint16Array, aOffset: number, b: Uint16Array, bOffset: number, stride: number): number => {
  const down = quarterPx * stride
  return (
    Math.abs((a[aOffset] ?? 0) - (b[bOffset] ?? 0)) +
    Math.abs((a[aOffset + quarterPx] ?? 0) - (b[bOffset + quarterPx] ?? 0)) +
    Math.abs((a[aOffset + down] ?? 0) - (b[bOffset + down] ?? 0)) +
    Math.abs((a[aOffset + down + quarterPx] ?? 0) - (b[bOffset + down + quarterPx] ?? 0))
  )
}
