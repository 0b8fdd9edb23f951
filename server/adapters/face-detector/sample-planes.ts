import { fromSquare, type Picture, type Square } from './picture'

export type Scale = { readonly gain: number; readonly bias: number }

/** A pixel of the output wider than this many of the picture's is read at four places spread over it, not between four. */
const spreadStep = 1.5

/**
 * Writes the square, scaled to `sizePx`, into `out` at `offset` as three planes, values `byte * gain + bias`; black outside
 * the picture. Four taps per pixel either way: bilinear when enlarging, a 2 x 2 spread over the pixel's footprint when
 * shrinking, so that small faces do not alias away.
 */
export const samplePlanes = (
  picture: Picture,
  square: Square,
  sizePx: number,
  scale: Scale,
  out: Float32Array,
  offset: number,
): void => {
  if (square.angleRad === 0) sampleLevel(picture, square, sizePx, scale, out, offset)
  else if (square.sidePx <= spreadStep * sizePx && isInside(square, picture))
    sampleInside(picture, square, sizePx, scale, out, offset)
  else sampleTurned(picture, square, sizePx, scale, out, offset)
}

/** With all that four taps about its edges reach. */
const isInside = (square: Square, { widthPx, heightPx }: Picture): boolean =>
  [0, 1].every((u) =>
    [0, 1].every((v) => {
      const { x, y } = fromSquare(square, u, v)
      return x >= 1 && y >= 1 && x < widthPx - 1 && y < heightPx - 1
    }),
  )

/** Most faces: nothing to check, a third of the time. */
const sampleInside = (
  { widthPx, rgb }: Picture,
  square: Square,
  sizePx: number,
  { gain, bias }: Scale,
  out: Float32Array,
  offset: number,
): void => {
  const step = square.sidePx / sizePx
  const cos = Math.cos(square.angleRad) * step
  const sin = Math.sin(square.angleRad) * step
  const area = sizePx * sizePx
  const line = widthPx * 3
  for (let row = 0; row < sizePx; row++) {
    const dy = row + 0.5 - sizePx / 2
    for (let column = 0; column < sizePx; column++) {
      const dx = column + 0.5 - sizePx / 2
      const x = square.x + dx * cos - dy * sin - 0.5
      const y = square.y + dx * sin + dy * cos - 0.5
      const left = Math.floor(x)
      const top = Math.floor(y)
      const [shareX, shareY] = [x - left, y - top]
      const wa = gain * (1 - shareX) * (1 - shareY)
      const wb = gain * shareX * (1 - shareY)
      const wc = gain * (1 - shareX) * shareY
      const wd = gain * shareX * shareY
      const a = top * line + left * 3
      const c = a + line
      const target = offset + row * sizePx + column
      out[target] = wa * (rgb[a] ?? 0) + wb * (rgb[a + 3] ?? 0) + wc * (rgb[c] ?? 0) + wd * (rgb[c + 3] ?? 0) + bias
      out[target + area] =
        wa * (rgb[a + 1] ?? 0) + wb * (rgb[a + 4] ?? 0) + wc * (rgb[c + 1] ?? 0) + wd * (rgb[c + 4] ?? 0) + bias
      out[target + 2 * area] =
        wa * (rgb[a + 2] ?? 0) + wb * (rgb[a + 5] ?? 0) + wc * (rgb[c + 2] ?? 0) + wd * (rgb[c + 5] ?? 0) + bias
    }
  }
}

/** Two pixels of one axis and their weights; a pixel outside the picture weighs nothing. */
type Taps = { readonly at: Int32Array; readonly weight: Float32Array }

/** Taps `2 * i` and `2 * i + 1` make output pixel i. */
const tapsOf = (centre: number, step: number, sizePx: number, limitPx: number): Taps => {
  const at = new Int32Array(2 * sizePx)
  const weight = new Float32Array(2 * sizePx)
  for (let index = 0; index < sizePx; index++) {
    const middle = centre + (index + 0.5 - sizePx / 2) * step
    const isSpread = step > spreadStep
    const first = Math.floor(isSpread ? middle - step / 4 : middle - 0.5)
    const second = isSpread ? Math.floor(middle + step / 4) : first + 1
    const share = isSpread ? 0.5 : middle - 0.5 - first
    const isInside = (place: number) => place >= 0 && place < limitPx
    at[2 * index] = isInside(first) ? first : 0
    weight[2 * index] = isInside(first) ? 1 - share : 0
    at[2 * index + 1] = isInside(second) ? second : 0
    weight[2 * index + 1] = isInside(second) ? share : 0
  }
  return { at, weight }
}

/** Most of the work is done here: whole frames, whose rows and columns are the same taps over and over. */
const sampleLevel = (
  { widthPx, heightPx, rgb }: Picture,
  square: Square,
  sizePx: number,
  { gain, bias }: Scale,
  out: Float32Array,
  offset: number,
): void => {
  const step = square.sidePx / sizePx
  const columns = tapsOf(square.x, step, sizePx, widthPx)
  const rows = tapsOf(square.y, step, sizePx, heightPx)
  for (let index = 0; index < columns.at.length; index++) columns.at[index] = (columns.at[index] ?? 0) * 3
  const area = sizePx * sizePx
  for (let row = 0; row < sizePx; row++) {
    const upperWeight = (rows.weight[2 * row] ?? 0) * gain
    const lowerWeight = (rows.weight[2 * row + 1] ?? 0) * gain
    const start = offset + row * sizePx
    if (upperWeight === 0 && lowerWeight === 0) {
      for (let plane = 0; plane < 3; plane++) out.fill(bias, start + plane * area, start + plane * area + sizePx)
      continue
    }
    const upper = (rows.at[2 * row] ?? 0) * widthPx * 3
    const lower = (rows.at[2 * row + 1] ?? 0) * widthPx * 3
    for (let column = 0; column < sizePx; column++) {
      const left = columns.at[2 * column] ?? 0
      const right = columns.at[2 * column + 1] ?? 0
      const leftWeight = columns.weight[2 * column] ?? 0
      const rightWeight = columns.weight[2 * column + 1] ?? 0
      const [a, b, c, d] = [upper + left, upper + right, lower + left, lower + right]
      const wa = upperWeight * leftWeight
      const wb = upperWeight * rightWeight
      const wc = lowerWeight * leftWeight
      const wd = lowerWeight * rightWeight
      const target = start + column
      out[target] = wa * (rgb[a] ?? 0) + wb * (rgb[b] ?? 0) + wc * (rgb[c] ?? 0) + wd * (rgb[d] ?? 0) + bias
      out[target + area] =
        wa * (rgb[a + 1] ?? 0) + wb * (rgb[b + 1] ?? 0) + wc * (rgb[c + 1] ?? 0) + wd * (rgb[d + 1] ?? 0) + bias
      out[target + 2 * area] =
        wa * (rgb[a + 2] ?? 0) + wb * (rgb[b + 2] ?? 0) + wc * (rgb[c + 2] ?? 0) + wd * (rgb[d + 2] ?? 0) + bias
    }
  }
}

const sampleTurned = (
  { widthPx, heightPx, rgb }: Picture,
  square: Square,
  sizePx: number,
  { gain, bias }: Scale,
  out: Float32Array,
  offset: number,
): void => {
  const step = square.sidePx / sizePx
  const cos = Math.cos(square.angleRad) * step
  const sin = Math.sin(square.angleRad) * step
  const area = sizePx * sizePx
  const isSpread = step > spreadStep
  const [alongX, alongY] = [(cos - sin) / 4, (sin + cos) / 4]
  const [acrossX, acrossY] = [(cos + sin) / 4, (sin - cos) / 4]
  /** Of the pixel at these whole numbers; -1 outside. */
  const placeOf = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= widthPx || y >= heightPx ? -1 : (y * widthPx + x) * 3
  for (let row = 0; row < sizePx; row++) {
    const dy = row + 0.5 - sizePx / 2
    for (let column = 0; column < sizePx; column++) {
      const dx = column + 0.5 - sizePx / 2
      const x = square.x + dx * cos - dy * sin
      const y = square.y + dx * sin + dy * cos
      let [a, b, c, d] = [0, 0, 0, 0]
      let [wa, wb, wc, wd] = [gain / 4, gain / 4, gain / 4, gain / 4]
      if (isSpread) {
        a = placeOf(Math.floor(x - alongX), Math.floor(y - alongY))
        b = placeOf(Math.floor(x + alongX), Math.floor(y + alongY))
        c = placeOf(Math.floor(x - acrossX), Math.floor(y - acrossY))
        d = placeOf(Math.floor(x + acrossX), Math.floor(y + acrossY))
      } else {
        const left = Math.floor(x - 0.5)
        const top = Math.floor(y - 0.5)
        const shareX = x - 0.5 - left
        const shareY = y - 0.5 - top
        a = placeOf(left, top)
        b = placeOf(left + 1, top)
        c = placeOf(left, top + 1)
        d = placeOf(left + 1, top + 1)
        wa = gain * (1 - shareX) * (1 - shareY)
        wb = gain * shareX * (1 - shareY)
        wc = gain * (1 - shareX) * shareY
        wd = gain * shareX * shareY
      }
      let [red, green, blue] = [bias, bias, bias]
      if (a >= 0) {
        red += wa * (rgb[a] ?? 0)
        green += wa * (rgb[a + 1] ?? 0)
        blue += wa * (rgb[a + 2] ?? 0)
      }
      if (b >= 0) {
        red += wb * (rgb[b] ?? 0)
        green += wb * (rgb[b + 1] ?? 0)
        blue += wb * (rgb[b + 2] ?? 0)
      }
      if (c >= 0) {
        red += wc * (rgb[c] ?? 0)
        green += wc * (rgb[c + 1] ?? 0)
        blue += wc * (rgb[c + 2] ?? 0)
      }
      if (d >= 0) {
        red += wd * (rgb[d] ?? 0)
        green += wd * (rgb[d + 1] ?? 0)
        blue += wd * (rgb[d + 2] ?? 0)
      }
      const target = offset + row * sizePx + column
      out[target] = red
      out[target + area] = green
      out[target + 2 * area] = blue
    }
  }
}
