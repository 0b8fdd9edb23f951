import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromSquare, type Picture, type Square } from './picture'
import { samplePlanes } from './sample-planes'

describe('a sampled square', () => {
  const widthPx = 40
  const heightPx = 30
  // Brightness is the column: what lands where can be read off.
  const rgb = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, index) => (Math.floor(index / 3) % widthPx) * 5)
  const scale = { gain: 1, bias: 0 }

  it('shows the picture pixel for pixel at its own size', () => {
    const out = new Float32Array(3 * 100)
    samplePlanes({ widthPx, heightPx, rgb }, { x: 15, y: 15, sidePx: 10, angleRad: 0 }, 10, scale, out, 0)
    expect([...out.subarray(0, 10)].map(Math.round)).toEqual(Array.from({ length: 10 }, (_, i) => (10 + i) * 5))
  })

  it('turns with its angle, and points are mapped back to where they were seen', () => {
    const square = { x: 20, y: 15, sidePx: 12, angleRad: Math.PI / 2 }
    const out = new Float32Array(3 * 144)
    samplePlanes({ widthPx, heightPx, rgb }, square, 12, scale, out, 0)
    const { x, y } = fromSquare(square, 0.5 / 12, 2.5 / 12)
    expect(out[2 * 12]).toBeCloseTo((x - 0.5) * 5, 3)
    expect(y).toBeCloseTo(9.5, 5)
  })

  it('is black outside the picture', () => {
    const out = new Float32Array(3 * 64)
    samplePlanes(
      { widthPx, heightPx, rgb },
      { x: -50, y: -50, sidePx: 8, angleRad: 0 },
      8,
      { gain: 1, bias: -1 },
      out,
      0,
    )
    expect(out.every((value) => value === -1)).toBe(true)
  })

  it('reads the same whether it lies inside the picture or over its edge, level or turned by next to nothing', () => {
    const borderPx = 60
    const wide = { widthPx: widthPx + 2 * borderPx, heightPx: heightPx + 2 * borderPx }
    const framed = new Uint8Array(wide.widthPx * wide.heightPx * 3)
    for (let y = 0; y < heightPx; y++)
      framed.set(rgb.subarray(y * widthPx * 3, (y + 1) * widthPx * 3), ((y + borderPx) * wide.widthPx + borderPx) * 3)
    const read = (picture: Picture, square: Square) => {
      const out = new Float32Array(3 * 16 * 16)
      samplePlanes(picture, square, 16, { gain: 1, bias: 3 }, out, 0)
      return out
    }
    const place = fc.integer({ min: -80, max: 480 }).map((tenth) => tenth / 10)
    const side = fc.integer({ min: 20, max: 400 }).map((tenth) => tenth / 10 + 0.03)
    fc.assert(
      fc.property(place, place, side, fc.constantFrom(0, 1e-9, 0.3, -1.2), (x, y, sidePx, angleRad) => {
        const there = read({ widthPx, heightPx, rgb }, { x, y, sidePx, angleRad })
        const inFrame = { x: x + borderPx, y: y + borderPx, sidePx, angleRad }
        const inside = read({ ...wide, rgb: framed }, inFrame)
        expect(Math.max(...there.map((value, at) => Math.abs(value - (inside[at] ?? 0))))).toBeLessThan(0.01)
        const level = read({ ...wide, rgb: framed }, { ...inFrame, angleRad: 0 })
        const almost = read({ ...wide, rgb: framed }, { ...inFrame, angleRad: 1e-12 })
        expect(Math.max(...level.map((value, at) => Math.abs(value - (almost[at] ?? 0))))).toBeLessThan(0.01)
      }),
    )
  })
})
