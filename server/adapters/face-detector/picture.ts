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

/**
 * Writes the square, scaled to `sizePx`, into `out` at `offset` as three planes, values `byte * gain + bias`; black outside
 * the picture. Four taps per pixel either way: bilinear when enlarging, a 2 x 2 spread over the pixel's footprint when
 * shrinking, so that small faces do not alias away.
 */
export const samplePlanes = (
  picture: Picture,
  square: Square,
  sizePx: number,
  scale: { readonly gain: number; readonly bias: number },
  out: Float32Array,
  offset: number,
): void => {
  const { widthPx, heightPx, rgb } = picture
  const step = square.sidePx / sizePx
  const cos = Math.cos(square.angleRad) * step
  const sin = Math.sin(square.angleRad) * step
  const area = sizePx * sizePx
  const spread = step > 1.5
  const gain = scale.gain / (spread ? 4 : 1)
  const quarterX = (cos - sin) / 4
  const quarterY = (sin + cos) / 4
  const otherX = (cos + sin) / 4
  const otherY = (sin - cos) / 4
  for (let row = 0; row < sizePx; row++) {
    const dy = row + 0.5 - sizePx / 2
    for (let column = 0; column < sizePx; column++) {
      const dx = column + 0.5 - sizePx / 2
      const x = square.x + dx * cos - dy * sin
      const y = square.y + dx * sin + dy * cos
      let red = 0
      let green = 0
      let blue = 0
      for (let tap = 0; tap < 4; tap++) {
        let tapX: number
        let tapY: number
        let weight = 1
        if (spread) {
          tapX = Math.floor(x + (tap === 0 ? -quarterX : tap === 1 ? quarterX : tap === 2 ? -otherX : otherX))
          tapY = Math.floor(y + (tap === 0 ? -quarterY : tap === 1 ? quarterY : tap === 2 ? -otherY : otherY))
        } else {
          const left = Math.floor(x - 0.5)
          const top = Math.floor(y - 0.5)
          const shareX = x - 0.5 - left
          const shareY = y - 0.5 - top
          tapX = left + (tap & 1)
          tapY = top + (tap >> 1)
          weight = ((tap & 1) === 0 ? 1 - shareX : shareX) * (tap >> 1 === 0 ? 1 - shareY : shareY)
        }
        if (tapX < 0 || tapY < 0 || tapX >= widthPx || tapY >= heightPx) continue
        const at = (tapY * widthPx + tapX) * 3
        red += weight * (rgb[at] ?? 0)
        green += weight * (rgb[at + 1] ?? 0)
        blue += weight * (rgb[at + 2] ?? 0)
      }
      const target = offset + row * sizePx + column
      out[target] = red * gain + scale.bias
      out[target + area] = green * gain + scale.bias
      out[target + 2 * area] = blue * gain + scale.bias
    }
  }
}
