import type { FrameLayout } from '../frame-layout'

/** Level of an endless textured picture at a place: smooth over a few pixels, different for every seed. Range about 40-215. */
export const textureAt = (seed: number, x: number, y: number): number => {
  const phase = seed * 12.9898
  const wave =
    Math.sin(x * 0.21 + phase) * Math.cos(y * 0.17 + phase * 1.7) +
    Math.sin(x * 0.09 - y * 0.13 + phase * 2.3) +
    Math.sin(x * 0.4 + y * 0.33 + phase * 3.1) * 0.5
  return 128 + wave * 35
}

/** Draws luma by a function of the pixel; chroma stays grey. */
export const drawFrame = (layout: FrameLayout, level: (x: number, y: number) => number): Uint8Array => {
  const frame = new Uint8Array(layout.frameBytes).fill(128)
  for (let y = 0; y < layout.heightPx; y += 1) {
    for (let x = 0; x < layout.widthPx; x += 1) {
      frame[y * layout.widthPx + x] = Math.max(0, Math.min(255, Math.round(level(x, y))))
    }
  }
  return frame
}
