import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { halfToFloat } from './graph-model'
import { decodeView, type Located, mergeLocated, viewsOf } from './locate-faces'

describe('views', () => {
  it('show every point of the frame, the whole of it first, and every small face whole in one of them', () => {
    const side = fc.integer({ min: 90, max: 1920 })
    const place = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(side, side, place, place, (widthPx, heightPx, u, v) => {
        const views = viewsOf({ widthPx, heightPx })
        expect(views[0]?.sidePx).toBe(Math.max(widthPx, heightPx))
        const facePx = Math.min(widthPx, heightPx) * 0.07
        const x = facePx / 2 + u * (widthPx - facePx)
        const y = facePx / 2 + v * (heightPx - facePx)
        const holds = views.filter(
          (view) => Math.max(Math.abs(x - view.x), Math.abs(y - view.y)) + facePx / 2 <= view.sidePx / 2 + 0.001,
        )
        expect(holds.length).toBeGreaterThanOrEqual(views.length > 1 ? 2 : 1)
      }),
    )
  })
})

describe('decoding', () => {
  it('turns an anchor and its offsets into pixels of the picture', () => {
    const grids = [
      { scores: new Float32Array(512).fill(-9), values: new Float32Array(512 * 16) },
      { scores: new Float32Array(384).fill(-9), values: new Float32Array(384 * 16) },
    ]
    // Cell (3, 2) of the 16 x 16 grid, first anchor: its centre is at (56, 40) of 256.
    const anchor = (2 * 16 + 3) * 2
    grids[0]?.scores.fill(4, anchor, anchor + 1)
    grids[0]?.values.set([0, 0, 32, 32, -8, -4, 8, -4], anchor * 16)
    const [face] = decodeView({ x: 320, y: 180, sidePx: 640, angleRad: 0 }, grids, 0.5)
    expect(face).toMatchObject({ left: 100, right: 180, top: -80, bottom: 0 })
    expect(face?.rightEye).toEqual({ x: 120, y: -50 })
    expect(face?.score).toBeCloseTo(0.982, 3)
  })
})

describe('merging', () => {
  const at = (left: number, sidePx: number, score: number): Located => ({
    left,
    top: 0,
    right: left + sidePx,
    bottom: sidePx,
    rightEye: { x: left, y: 0 },
    leftEye: { x: left + sidePx, y: 0 },
    score,
  })

  it('makes one face of answers that overlap and keeps neighbours apart', () => {
    const merged = mergeLocated([at(0, 100, 0.9), at(10, 100, 0.9), at(300, 100, 0.7)], 9)
    expect(merged.map(({ left, score }) => [left, score])).toEqual([
      [5, 0.9],
      [300, 0.7],
    ])
  })

  it('sees a face cut by a view as part of the whole one', () => {
    expect(mergeLocated([at(0, 100, 0.9), at(40, 60, 0.8)], 9)).toHaveLength(1)
  })

  it('does not depend on the order of the answers', () => {
    const answers = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 10, max: 200 }))
        .map(([x, side]) => at(x, side, (x % 7) / 10 + 0.2)),
    )
    fc.assert(
      fc.property(
        answers.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(mergeLocated(shuffled, 12)).toEqual(mergeLocated(list, 12))
        },
      ),
    )
  })
})

it('half floats are read as IEEE 754 says', () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x8000].map(halfToFloat)).toEqual([
    1,
    -2,
    65504,
    2 ** -24,
    0.333251953125,
    -0,
  ])
})
