import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cropPixels } from './crop-pixels'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const sizes = fc.integer({ min: 1, max: 2160 }).map((half) => 2 * half)

describe('cropPixels', () => {
  test('gives even numbers inside the frame for any box', () => {
    fc.assert(
      fc.property(share, share, share, share, sizes, sizes, (x, y, w, h, widthPx, heightPx) => {
        const crop = cropPixels({ x, y, w, h }, { widthPx, heightPx })
        expect(Object.values(crop).map((px) => px % 2)).toEqual([0, 0, 0, 0])
        expect(Math.min(crop.xPx, crop.yPx)).toBeGreaterThanOrEqual(0)
        expect(Math.min(crop.widthPx, crop.heightPx)).toBeGreaterThanOrEqual(2)
        expect(crop.xPx + crop.widthPx).toBeLessThanOrEqual(widthPx)
        expect(crop.yPx + crop.heightPx).toBeLessThanOrEqual(heightPx)
      }),
    )
  })

  test('keeps its size wherever the crop is', () => {
    fc.assert(
      fc.property(share, share, (a, b) => {
        const at = (x: number) => cropPixels({ x: x * 0.68, y: 0, w: 0.316, h: 1 }, { widthPx: 1920, heightPx: 1080 })
        expect([at(a).widthPx, at(a).heightPx]).toEqual([at(b).widthPx, at(b).heightPx])
      }),
    )
  })

  test('leaves the whole frame whole', () => {
    const crop = cropPixels({ x: 0, y: 0, w: 1, h: 1 }, { widthPx: 1280, heightPx: 720 })
    expect(crop).toEqual({ xPx: 0, yPx: 0, widthPx: 1280, heightPx: 720 })
  })
})
