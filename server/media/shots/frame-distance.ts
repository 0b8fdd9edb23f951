import { type BlockMatch, matchBlock } from './block-match'
import { blockPx, type FrameLayout } from './frame-layout'

/** How two pictures differ, each 0 (the same) to about 1 (nothing in common). */
export type FrameDistance = { structure: number; colour: number; histogram: number }

/** Grey levels that noise and coding put into a block's texture. */
const noiseLevel = 4
/** A block's mean has wholly changed at this many levels; chroma has half the range of luma in real pictures. */
const fullLuma = 48
const fullChroma = 24
/**
 * Changed texture counts by how much of the picture's texture it is, but no more than this times the area it covers: else the
 * only moving thing in a flat picture (a waveform on a plain slide) would be the whole picture.
 */
const spreadWeight = 2
const lumaBins = 32
const chromaBins = 16
/** 4 + 2 + 1: things may move 7 % of the picture's width between the two. */
const searchStep = 4

const blockArea = blockPx * blockPx
const chromaPx = blockPx / 2

/**
 * Compares pictures block by block. `structure`: texture that is found nowhere near its old place, brightness and contrast
 * set aside; `colour`: blocks whose mean colour changed; `histogram`: change of the whole picture's palette, which motion
 * inside the picture leaves alone.
 */
export const createFrameDistance = (layout: FrameLayout) => {
  const match: BlockMatch = { dx: 0, dy: 0, sad: 0 }
  const bins = new Int32Array(lumaBins + 2 * chromaBins)
  return (before: Uint8Array, after: Uint8Array): FrameDistance => {
    let difference = 0
    let texture = 0
    let spread = 0
    let changed = 0
    for (let row = 0; row < layout.rows; row += 1) {
      for (let column = 0; column < layout.columns; column += 1) {
        const x = column * blockPx
        const y = row * blockPx
        matchBlock(after, before, layout, x, y, searchStep, match)
        const here = y * layout.widthPx + x
        const there = (y + match.dy) * layout.widthPx + x + match.dx
        const meanHere = blockSum(after, here, layout.widthPx, blockPx) / blockArea
        const meanThere = blockSum(before, there, layout.widthPx, blockPx) / blockArea
        let blockDifference = 0
        let blockTexture = 0
        for (let by = 0; by < blockPx; by += 1) {
          for (let bx = 0; bx < blockPx; bx += 1) {
            const index = by * layout.widthPx + bx
            const a = (after[here + index] ?? 0) - meanHere
            const b = (before[there + index] ?? 0) - meanThere
            blockDifference += Math.abs(a - b)
            blockTexture += Math.abs(a) + Math.abs(b)
          }
        }
        difference += blockDifference
        texture += blockTexture
        spread += Math.min(1, blockDifference / (blockTexture / 2 + noiseLevel * blockArea))
        changed += blockColourChange(before, after, layout, column, row)
      }
    }
    const blocks = layout.rows * layout.columns
    return {
      structure: Math.min(
        difference / (texture / 2 + noiseLevel * blockArea * blocks),
        (spreadWeight * spread) / blocks,
      ),
      colour: changed / blocks,
      histogram: histogramDistance(before, after, layout, bins),
    }
  }
}

const blockSum = (plane: Uint8Array, offset: number, stride: number, size: number): number => {
  let sum = 0
  for (let y = 0; y < size; y += 1) {
    const row = offset + y * stride
    for (let x = 0; x < size; x += 1) sum += plane[row + x] ?? 0
  }
  return sum
}

/** Change of a block's mean colour where it stands, 0-1. */
const blockColourChange = (
  before: Uint8Array,
  after: Uint8Array,
  layout: FrameLayout,
  column: number,
  row: number,
): number => {
  const luma = row * blockPx * layout.widthPx + column * blockPx
  const stride = layout.widthPx / 2
  const u = layout.lumaBytes + row * chromaPx * stride + column * chromaPx
  const v = u + layout.chromaBytes
  const lumaChange =
    Math.abs(blockSum(after, luma, layout.widthPx, blockPx) - blockSum(before, luma, layout.widthPx, blockPx)) /
    blockArea
  const chromaArea = chromaPx * chromaPx
  const uChange = Math.abs(blockSum(after, u, stride, chromaPx) - blockSum(before, u, stride, chromaPx)) / chromaArea
  const vChange = Math.abs(blockSum(after, v, stride, chromaPx) - blockSum(before, v, stride, chromaPx)) / chromaArea
  return Math.min(1, lumaChange / fullLuma + Math.max(uChange, vChange) / fullChroma)
}

const histogramDistance = (before: Uint8Array, after: Uint8Array, layout: FrameLayout, bins: Int32Array): number => {
  bins.fill(0)
  const uEnd = layout.lumaBytes + layout.chromaBytes
  for (let i = 0; i < layout.lumaBytes; i += 1) {
    const a = (after[i] ?? 0) >> 3
    const b = (before[i] ?? 0) >> 3
    bins[a] = (bins[a] ?? 0) + 1
    bins[b] = (bins[b] ?? 0) - 1
  }
  for (let i = layout.lumaBytes; i < layout.frameBytes; i += 1) {
    const base = i < uEnd ? lumaBins : lumaBins + chromaBins
    const a = base + ((after[i] ?? 0) >> 4)
    const b = base + ((before[i] ?? 0) >> 4)
    bins[a] = (bins[a] ?? 0) + 1
    bins[b] = (bins[b] ?? 0) - 1
  }
  let moved = 0
  for (let i = 0; i < bins.length; i += 1) moved += Math.abs(bins[i] ?? 0)
  // Each pixel that changes its bin counts twice: once where it left, once where it came.
  return moved / (2 * layout.frameBytes)
}
