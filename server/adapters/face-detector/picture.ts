/** Packed RGB, `widthPx * heightPx * 3` bytes. */
export type Picture = { readonly widthPx: number; readonly heightPx: number; readonly rgb: Uint8Array }

/** A square of the picture in pixels, turned by `angleRad` (clockwise on screen) about its centre. */
export type Square = { readonly x: number; readonly y: number; readonly sidePx: number; readonly angleRad: number }

export type Point = { readonly x: number; readonly y: number }

/** From the unit square's coordinates (0-1 inside `square`) to the picture's pixels. */
export const fromSquare = (square: Square, u: number, v: number): Point => {
  const dx = (u - 0.5) * square.sidePx
  const dy = (v - 0.5) * square.sidePx
  const cos = Math.cos(square.angleRad)
  const sin = Math.sin(square.angleRad)
  return { x: square.x + dx * cos - dy * sin, y: square.y + dx * sin + dy * cos }
}
