import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BlockMatch, matchBlock } from './block-match'
import { sumQuarters } from './block-sums'
import { blockPx, smallLayout } from './frame-layout'
import { drawFrame, textureAt } from './testing/drawn-frames'

const layout = smallLayout({ widthPx: 1920, heightPx: 1080 })

const summed = (pixels: Uint8Array) => {
  const sums = new Uint16Array(layout.lumaBytes)
  sumQuarters(pixels, layout, sums)
  return { pixels, sums }
}

const noise = (seed: number, x: number, y: number) => ((x * 73 + y * 151 + seed * 37) * 2654435761) % 11

describe('matchBlock', () => {
  it('reports the very difference of the block it points to, inside the picture, and never a worse one than at the start', () => {
    const place = fc.tuple(
      fc.integer({ min: 0, max: layout.columns - 1 }),
      fc.integer({ min: 0, max: layout.rows - 1 }),
    )
    const shift = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), place, shift, shift, (seed, [column, row], moved, start) => {
        const drawn = (dx: number, dy: number, grain: number) =>
          summed(drawFrame(layout, (x, y) => textureAt(seed, x + dx, y + dy) + noise(grain, x, y)))
        const [reference, current] = [drawn(0, 0, 1), drawn(moved[0], moved[1], 2)]
        const [x, y] = [column * blockPx, row * blockPx]
        const sadAt = (dx: number, dy: number) => {
          let sum = 0
          for (let by = 0; by < blockPx; by += 1)
            for (let bx = 0; bx < blockPx; bx += 1) {
              const here = current.pixels[(y + by) * layout.widthPx + x + bx] ?? 0
              sum += Math.abs(here - (reference.pixels[(y + dy + by) * layout.widthPx + x + dx + bx] ?? 0))
            }
          return sum
        }
        const search = (firstStep: number): BlockMatch => {
          const match = { dx: start[0], dy: start[1], sad: 0 }
          matchBlock(current, reference, layout, x, y, firstStep, match)
          return match
        }
        const [found, still] = [search(4), search(0)]
        expect(found.sad).toBe(sadAt(found.dx, found.dy))
        expect(found.sad).toBeLessThanOrEqual(still.sad)
        expect(x + found.dx).toBeGreaterThanOrEqual(0)
        expect(y + found.dy).toBeGreaterThanOrEqual(0)
        expect(x + found.dx + blockPx).toBeLessThanOrEqual(layout.widthPx)
        expect(y + found.dy + blockPx).toBeLessThanOrEqual(layout.heightPx)
      }),
      { numRuns: 60 },
    )
  })

  it('finds a block where it moved to, although most places are never compared', () => {
    const before = summed(drawFrame(layout, (x, y) => textureAt(5, x, y)))
    const after = summed(drawFrame(layout, (x, y) => textureAt(5, x + 4, y - 4)))
    const match: BlockMatch = { dx: 0, dy: 0, sad: 0 }
    matchBlock(after, before, layout, 40, 24, 4, match)
    expect(match).toEqual({ dx: 4, dy: -4, sad: 0 })
  })
})
