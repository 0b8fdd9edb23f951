import type { FrameLayout } from './frame-layout'

/** Edge of a quarter of a compared block. */
export const quarterPx = 4

/**
 * Sums of 4 x 4 pixels of luma: `sums[y * width + x]` is of the square whose corner is (x, y). Squares that would reach over an edge
 * hold nothing of use.
 */
export const sumQuarters = (luma: Uint8Array, { widthPx, heightPx }: FrameLayout, sums: Uint16Array): void => {
  const end = widthPx * heightPx
  for (let at = 0; at + 3 < end; at += 1)
    sums[at] = (luma[at] ?? 0) + (luma[at + 1] ?? 0) + (luma[at + 2] ?? 0) + (luma[at + 3] ?? 0)
  // From the top, so that what is added has not been added to yet.
  for (let at = 0; at + 3 * widthPx < end; at += 1)
    sums[at] =
      (sums[at] ?? 0) + (sums[at + widthPx] ?? 0) + (sums[at + 2 * widthPx] ?? 0) + (sums[at + 3 * widthPx] ?? 0)
}
