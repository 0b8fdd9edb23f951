import { type BlockMatch, blockPx, type FrameLayout, matchBlock, stillLevel, sumQuarters } from '../shots'

/** What the camera did between two pictures: a shift of the middle, and a share by which the picture grew about it. */
export type GlobalMotion = { readonly dx: number; readonly dy: number; readonly zoom: number }

/** The camera is first sought as one shift of the whole picture, up to a sixth of the width, on a coarse grid. */
const coarseReachPx = 16
const coarseStepPx = 2
const coarseSampling = 3
/** Then per block about it: 2 + 1 pixels. */
const searchStep = 2
/** Blocks with less texture than this (mean absolute deviation, levels) match anywhere and have no vote. */
const leastTexture = 4
/** A block agrees with the camera when it lies this close to it, pixels. */
const agreementPx = 1.5
const leastBlocks = 6

export const createGlobalMotion = (layout: FrameLayout) => {
  const match: BlockMatch = { dx: 0, dy: 0, sad: 0 }
  const blocks = layout.columns * layout.rows
  const [xs, ys] = [new Float32Array(blocks), new Float32Array(blocks)]
  const [us, vs] = [new Float32Array(blocks), new Float32Array(blocks)]
  const scratch = new Float32Array(blocks)
  const [currentSums, referenceSums] = [new Uint16Array(layout.lumaBytes), new Uint16Array(layout.lumaBytes)]
  const median = (values: Float32Array, count: number) => {
    scratch.set(values.subarray(0, count))
    return scratch.subarray(0, count).sort()[count >> 1] ?? 0
  }
  return (current: Uint8Array, reference: Uint8Array): GlobalMotion => {
    const coarse = coarseShift(current, reference, layout)
    const here = { pixels: current, sums: currentSums }
    const there = { pixels: reference, sums: referenceSums }
    sumQuarters(current, layout, currentSums)
    sumQuarters(reference, layout, referenceSums)
    let count = 0
    for (let row = 0; row < layout.rows; row += 1) {
      for (let column = 0; column < layout.columns; column += 1) {
        const [x, y] = [column * blockPx, row * blockPx]
        if (texture(current, layout, x, y) < leastTexture) continue
        match.dx = coarse.dx
        match.dy = coarse.dy
        matchBlock(here, there, layout, x, y, searchStep, match)
        xs[count] = x + blockPx / 2 - layout.widthPx / 2
        ys[count] = y + blockPx / 2 - layout.heightPx / 2
        us[count] = match.dx
        vs[count] = match.dy
        count += 1
      }
    }
    if (count < leastBlocks) return { dx: 0, dy: 0, zoom: 0 }
    return refine(median(us, count), median(vs, count), xs, ys, us, vs, count)
  }
}

/** The shift of the whole picture that leaves the least mean difference where the two overlap; none when none is better. */
const coarseShift = (current: Uint8Array, reference: Uint8Array, layout: FrameLayout): { dx: number; dy: number } => {
  const { widthPx, heightPx } = layout
  const meanAt = (dx: number, dy: number): number => {
    const [top, bottom] = [Math.max(0, -dy), Math.min(heightPx, heightPx - dy)]
    const [left, right] = [Math.max(0, -dx), Math.min(widthPx, widthPx - dx)]
    let [sum, count] = [0, 0]
    for (let y = top; y < bottom; y += coarseSampling) {
      const line = y * widthPx
      const moved = (y + dy) * widthPx + dx
      for (let x = left; x < right; x += coarseSampling) {
        sum += Math.abs((current[line + x] ?? 0) - (reference[moved + x] ?? 0))
        count += 1
      }
    }
    return sum / count
  }
  let best = { dx: 0, dy: 0, mean: meanAt(0, 0) }
  // Nothing moves as a whole: most pictures end here.
  if (best.mean <= stillLevel) return best
  for (let dy = -coarseReachPx; dy <= coarseReachPx; dy += coarseStepPx) {
    for (let dx = -coarseReachPx; dx <= coarseReachPx; dx += coarseStepPx) {
      const mean = meanAt(dx, dy)
      if (mean < best.mean) best = { dx, dy, mean }
    }
  }
  return best
}

/** Least squares of shift and zoom over the blocks that agree with the median: what moves on its own has no vote. */
const refine = (
  medianX: number,
  medianY: number,
  xs: Float32Array,
  ys: Float32Array,
  us: Float32Array,
  vs: Float32Array,
  count: number,
): GlobalMotion => {
  let [n, sx, sy, su, sv, sxx, sxu] = [0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < count; i += 1) {
    const [x, y, u, v] = [xs[i] ?? 0, ys[i] ?? 0, us[i] ?? 0, vs[i] ?? 0]
    if (Math.abs(u - medianX) > agreementPx || Math.abs(v - medianY) > agreementPx) continue
    n += 1
    sx += x
    sy += y
    su += u
    sv += v
    sxx += x * x + y * y
    sxu += x * u + y * v
  }
  if (n < leastBlocks) return { dx: medianX, dy: medianY, zoom: 0 }
  const spread = sxx - (sx * sx + sy * sy) / n
  const zoom = spread > 0 ? (sxu - (sx * su + sy * sv) / n) / spread : 0
  return { dx: (su - zoom * sx) / n, dy: (sv - zoom * sy) / n, zoom }
}

const texture = (frame: Uint8Array, layout: FrameLayout, x: number, y: number): number => {
  let sum = 0
  for (let by = 0; by < blockPx; by += 1) {
    const row = (y + by) * layout.widthPx + x
    for (let bx = 0; bx < blockPx; bx += 1) sum += frame[row + bx] ?? 0
  }
  const mean = sum / (blockPx * blockPx)
  let deviation = 0
  for (let by = 0; by < blockPx; by += 1) {
    const row = (y + by) * layout.widthPx + x
    for (let bx = 0; bx < blockPx; bx += 1) deviation += Math.abs((frame[row + bx] ?? 0) - mean)
  }
  return deviation / (blockPx * blockPx)
}
