import { blockPx, type FrameLayout } from './frame-layout'

/** Where a block of one picture is found again in another, and how well. */
export type BlockMatch = { dx: number; dy: number; sad: number }

const blockArea = blockPx * blockPx

/** A block this close (mean difference in grey levels) needs no search: coding noise alone is 1-2 levels. */
export const stillLevel = 2

/** Sum of absolute differences of two blocks; stops as soon as it passes `limit`. */
export const blockSad = (
  a: Uint8Array,
  aOffset: number,
  b: Uint8Array,
  bOffset: number,
  stride: number,
  limit: number,
): number => {
  let sum = 0
  for (let y = 0; y < blockPx; y += 1) {
    const aRow = aOffset + y * stride
    const bRow = bOffset + y * stride
    for (let x = 0; x < blockPx; x += 1) {
      const d = (a[aRow + x] ?? 0) - (b[bRow + x] ?? 0)
      sum += d < 0 ? -d : d
    }
    if (sum > limit) return sum
  }
  return sum
}

/**
 * Finds the block at (`x`, `y`) of `current` again in `reference` by a logarithmic search: steps of `firstStep` pixels, then half
 * as far, down to one, from where `match` points. Writes into `match` (no allocation: this runs for every block of every frame).
 */
export const matchBlock = (
  current: Uint8Array,
  reference: Uint8Array,
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
  match.sad = blockSad(current, offset, reference, start, widthPx, Number.POSITIVE_INFINITY)
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
        const sad = blockSad(current, offset, reference, py * widthPx + px, widthPx, match.sad)
        if (sad < match.sad) {
          match.sad = sad
          match.dx = centreX + sx
          match.dy = centreY + sy
        }
      }
    }
  }
}
