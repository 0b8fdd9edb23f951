import { describe, expect, it } from 'vitest'
import { findBounds, lineParts } from './find-bounds'

const widthPx = 640
const heightPx = 360
const full = { widthPx: 1920, heightPx: 1080 }

/** Profiles of drawn frames: `lumaAt` in shares of the picture; a part is the mean of a few points in it. */
const profilesOf = (frames: number, lumaAt: (x: number, y: number, frame: number) => number) => {
  const points = [0.25, 0.75]
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const rows = new Uint8Array(frames * heightPx * lineParts)
  const columns = new Uint8Array(frames * widthPx * lineParts)
  for (let frame = 0; frame < frames; frame += 1)
    for (let part = 0; part < lineParts; part += 1) {
      const along = points.map((point) => (part + point) / lineParts)
      for (let y = 0; y < heightPx; y += 1)
        rows[(frame * heightPx + y) * lineParts + part] = mean(along.map((x) => lumaAt(x, (y + 0.5) / heightPx, frame)))
      for (let x = 0; x < widthPx; x += 1)
        columns[(frame * lineParts + part) * widthPx + x] = mean(
          along.map((y) => lumaAt((x + 0.5) / widthPx, y, frame)),
        )
    }
  return { widthPx, heightPx, rows, columns }
}

const scene = (x: number, y: number, frame: number) => 60 + 40 * Math.sin(9 * x + 7 * y + frame)
const inside = (value: number, bar: number) => value >= bar && value < 1 - bar

describe('bars', () => {
  it('above and below bound the picture to a line of the proxy, in even pixels, and never lie in it', () => {
    const bar = 138 / 1080
    const bounds = findBounds(
      profilesOf(20, (x, y, frame) => (inside(y, bar) ? scene(x, y, frame) : 17)),
      full,
    )
    const [top, height] = [(bounds?.y ?? 0) * 1080, (bounds?.h ?? 0) * 1080]
    expect(bounds).toMatchObject({ x: 0, w: 1 })
    expect(top).toBeGreaterThanOrEqual(138)
    expect(top).toBeLessThanOrEqual(138 + 8)
    expect(top + height).toBeLessThanOrEqual(1080 - 138)
    expect(top + height).toBeGreaterThanOrEqual(1080 - 138 - 8)
    expect([Math.round(top) % 2, Math.round(height) % 2]).toEqual([0, 0])
  })

  it('beside a phone video bound it to its own width', () => {
    const bounds = findBounds(
      profilesOf(20, (x, y, frame) => (inside(x, 656 / 1920) ? scene(x, y, frame) : 16)),
      full,
    )
    expect(bounds).toMatchObject({ y: 0, h: 1 })
    expect(Math.abs((bounds?.w ?? 0) * 1920 - 608)).toBeLessThan(16)
  })

  it('are there although a fade and one title go over everything', () => {
    const drawn = profilesOf(100, (x, y, frame) =>
      frame < 20 ? 16 : frame === 50 ? 200 : inside(y, 0.13) ? scene(x, y, frame) : 16,
    )
    expect(findBounds(drawn, full)?.h).toBeCloseTo(0.73, 1)
  })

  it.each([
    ['a picture that fills the frame', scene],
    [
      'a stage: dark all around one who walks in a spot of light',
      (x: number, y: number, frame: number) =>
        Math.hypot(x - 0.5 - 0.1 * Math.sin(frame), (y - 0.5) / 1.6) < 0.18 ? 120 : 17,
    ],
    ['a talking head before black', (x: number, y: number) => (Math.hypot((x - 0.5) * 1.4, y - 0.45) < 0.3 ? 110 : 16)],
    ['a bar on one side', (x: number, y: number, frame: number) => (y < 0.85 ? scene(x, y, frame) : 16)],
    [
      'bars with captions in one of them',
      (x: number, y: number, frame: number) =>
        inside(y, 0.13) ? scene(x, y, frame) : y > 0.9 && y < 0.95 && x > 0.3 && x < 0.7 ? 180 : 16,
    ],
    [
      'bars for half of the time',
      (x: number, y: number, frame: number) => (frame % 40 < 20 || inside(y, 0.13) ? scene(x, y, frame) : 16),
    ],
    ['a black film', () => 16],
  ])('are none in %s', (_, lumaAt) => {
    expect(findBounds(profilesOf(40, lumaAt), full)).toBeNull()
  })

  it('are not told from a handful of frames', () => {
    expect(
      findBounds(
        profilesOf(4, (x, y, frame) => (inside(y, 0.13) ? scene(x, y, frame) : 16)),
        full,
      ),
    ).toBeNull()
  })
})
