import { type BlockMatch, matchBlock, stillLevel } from './block-match'
import { blockPx, type FrameLayout } from './frame-layout'
import type { Picture } from './picture'

/** How two pictures differ, each 0 (the same) to about 1 (nothing in common). */
export type FrameDistance = { readonly structure: number; readonly colour: number; readonly histogram: number }

/** Grey levels that noise and coding put into a block's texture. */
const noiseLevel = 4
/**
 * Changed texture counts by how much of the picture's texture it is, but no more than this times the area it covers: else the
 * only moving thing in a flat picture (a waveform on a plain slide) would be the whole picture.
 */
const spreadWeight = 2
/** A block's mean has wholly changed at this many levels; chroma has half the range of luma in real pictures. */
const fullLuma = 48
const fullChroma = 24
/** 4 + 2 + 1: things may move 7 % of the picture's width between the two. */
const searchStep = 4

const blockArea = blockPx * blockPx

/**
 * Compares pictures block by block. `structure`: texture that is found nowhere near its old place, brightness set aside;
 * `colour`: blocks whose mean colour changed; `histogram`: change of the whole picture's palette, which motion inside the
 * picture leaves alone.
 */
export const createFrameDistance = (layout: FrameLayout) => {
  const match: BlockMatch = { dx: 0, dy: 0, sad: 0 }
  const blocks = layout.rows * layout.columns
  return (before: Picture, after: Picture): FrameDistance => {
    let difference = 0
    let texture = 0
    let spread = 0
    let colour = 0
    for (let block = 0; block < blocks; block += 1) {
      const x = (block % layout.columns) * blockPx
      const y = Math.floor(block / layout.columns) * blockPx
      match.dx = 0
      match.dy = 0
      matchBlock(after, before, layout, x, y, searchStep, match)
      let blockDifference = match.sad / blockArea
      let blockTexture = after.texture[block] ?? 0
      if (blockDifference > stillLevel) {
        const here = y * layout.widthPx + x
        const moved = compareAt(before, after, block, here, here + match.dy * layout.widthPx + match.dx, layout.widthPx)
        // Where the light changed, the nearest levels are elsewhere and the texture is still here.
        const still = compareAt(before, after, block, here, here, layout.widthPx)
        const better = still.difference < moved.difference ? still : moved
        blockDifference = better.difference
        blockTexture = (blockTexture + better.textureThere) / 2
      }
      difference += blockDifference
      texture += blockTexture
      spread += Math.min(1, blockDifference / (blockTexture + noiseLevel))
      const lumaChange = Math.abs((after.luma[block] ?? 0) - (before.luma[block] ?? 0))
      const uChange = Math.abs((after.u[block] ?? 0) - (before.u[block] ?? 0))
      const vChange = Math.abs((after.v[block] ?? 0) - (before.v[block] ?? 0))
      colour += Math.min(1, lumaChange / fullLuma + Math.max(uChange, vChange) / fullChroma)
    }
    return {
      structure: Math.min(difference / (texture + noiseLevel * blocks), (spreadWeight * spread) / blocks),
      colour: colour / blocks,
      histogram: histogramDistance(before.histogram, after.histogram, layout.frameBytes),
    }
  }
}

const blockMean = (pixels: Uint8Array, offset: number, stride: number): number => {
  let sum = 0
  for (let y = 0; y < blockPx; y += 1) {
    const line = offset + y * stride
    for (let x = 0; x < blockPx; x += 1) sum += pixels[line + x] ?? 0
  }
  return sum / blockArea
}

/** Mean absolute difference of a block of `after` and one of `before`, each about its own mean; and the latter's deviation. */
const compareAt = (
  before: Picture,
  after: Picture,
  block: number,
  hereOffset: number,
  thereOffset: number,
  stride: number,
): { difference: number; textureThere: number } => {
  const [here, there] = [after.pixels, before.pixels]
  const hereMean = after.luma[block] ?? 0
  const thereMean = blockMean(there, thereOffset, stride)
  let difference = 0
  let textureThere = 0
  for (let y = 0; y < blockPx; y += 1) {
    const hereLine = hereOffset + y * stride
    const thereLine = thereOffset + y * stride
    for (let x = 0; x < blockPx; x += 1) {
      const b = (there[thereLine + x] ?? 0) - thereMean
      difference += Math.abs((here[hereLine + x] ?? 0) - hereMean - b)
      textureThere += Math.abs(b)
    }
  }
  return { difference: difference / blockArea, textureThere: textureThere / blockArea }
}

const histogramDistance = (before: Int32Array, after: Int32Array, pixels: number): number => {
  let moved = 0
  for (let i = 0; i < after.length; i += 1) moved += Math.abs((after[i] ?? 0) - (before[i] ?? 0))
  // Each pixel that changes its bin counts twice: once where it left, once where it came.
  return moved / (2 * pixels)
}
