import { sumQuarters } from './block-sums'
import { blockPx, type FrameLayout } from './frame-layout'

const lumaBins = 32
const chromaBins = 16
const chromaPx = blockPx / 2
const blockArea = blockPx * blockPx
const chromaArea = chromaPx * chromaPx

/** A small frame with what every comparison needs of it, worked out once. */
export type Picture = {
  readonly pixels: Uint8Array
  /** Of luma, for the search of blocks. */
  readonly sums: Uint16Array
  /** Per block, row by row: mean luma and chroma, and mean absolute deviation of luma. */
  readonly luma: Float32Array
  readonly u: Float32Array
  readonly v: Float32Array
  readonly texture: Float32Array
  /** Pixels per bin: 32 of luma, 16 of each chroma. */
  readonly histogram: Int32Array
  /** Of the whole frame's luma: mean and standard deviation. */
  mean: number
  contrast: number
}

const createPicture = (layout: FrameLayout): Picture => {
  const blocks = layout.columns * layout.rows
  return {
    pixels: new Uint8Array(layout.frameBytes),
    sums: new Uint16Array(layout.lumaBytes),
    luma: new Float32Array(blocks),
    u: new Float32Array(blocks),
    v: new Float32Array(blocks),
    texture: new Float32Array(blocks),
    histogram: new Int32Array(lumaBins + 2 * chromaBins),
    mean: 0,
    contrast: 0,
  }
}

const measure = (picture: Picture, layout: FrameLayout): void => {
  const { pixels, histogram } = picture
  const stride = layout.widthPx
  const half = stride / 2
  sumQuarters(pixels, layout, picture.sums)
  histogram.fill(0)
  let squares = 0
  let total = 0
  for (let row = 0; row < layout.rows; row += 1) {
    for (let column = 0; column < layout.columns; column += 1) {
      const block = row * layout.columns + column
      const start = row * blockPx * stride + column * blockPx
      let sum = 0
      for (let y = 0; y < blockPx; y += 1) {
        const line = start + y * stride
        for (let x = 0; x < blockPx; x += 1) {
          const value = pixels[line + x] ?? 0
          sum += value
          squares += value * value
          const bin = value >> 3
          histogram[bin] = (histogram[bin] ?? 0) + 1
        }
      }
      const mean = sum / blockArea
      let deviation = 0
      for (let y = 0; y < blockPx; y += 1) {
        const line = start + y * stride
        for (let x = 0; x < blockPx; x += 1) deviation += Math.abs((pixels[line + x] ?? 0) - mean)
      }
      total += sum
      picture.luma[block] = mean
      picture.texture[block] = deviation / blockArea
      const chroma = layout.lumaBytes + row * chromaPx * half + column * chromaPx
      picture.u[block] = measureChroma(pixels, chroma, half, histogram, lumaBins)
      picture.v[block] = measureChroma(pixels, chroma + layout.chromaBytes, half, histogram, lumaBins + chromaBins)
    }
  }
  picture.mean = total / layout.lumaBytes
  picture.contrast = Math.sqrt(Math.max(0, squares / layout.lumaBytes - picture.mean * picture.mean))
}

const measureChroma = (
  pixels: Uint8Array,
  start: number,
  stride: number,
  histogram: Int32Array,
  firstBin: number,
): number => {
  let sum = 0
  for (let y = 0; y < chromaPx; y += 1) {
    const line = start + y * stride
    for (let x = 0; x < chromaPx; x += 1) {
      const value = pixels[line + x] ?? 0
      sum += value
      const bin = firstBin + (value >> 4)
      histogram[bin] = (histogram[bin] ?? 0) + 1
    }
  }
  return sum / chromaArea
}

/** The last `capacity` frames of a stream, by frame number. Memory is taken once. */
export const createPictureRing = (layout: FrameLayout, capacity: number) => {
  const slots = Array.from({ length: capacity }, () => createPicture(layout))
  let count = 0
  return {
    push(frame: Uint8Array): void {
      const slot = slots[count % capacity]
      count += 1
      if (slot === undefined) return
      slot.pixels.set(frame)
      measure(slot, layout)
    },
    /** How many frames have come so far; the newest is `count() - 1`. */
    count: () => count,
    /** The frame of that number, or null when it has not come yet or has been overwritten. */
    at(index: number): Picture | null {
      if (index < 0 || index >= count || index < count - capacity) return null
      return slots[index % capacity] ?? null
    },
  }
}

export type PictureRing = ReturnType<typeof createPictureRing>
