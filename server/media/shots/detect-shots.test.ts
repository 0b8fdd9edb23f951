import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectShots } from './detect-shots'
import { smallLayout } from './frame-layout'
import { createShotSignals } from './shot-signals'
import { drawFrame, textureAt } from './testing/drawn-frames'

const layout = smallLayout({ widthPx: 1920, heightPx: 1080 })
const fps = { num: 25, den: 1 }

type Draw = (frame: number, x: number, y: number) => number

const shotsOf = (frames: number, draw: Draw, rate = fps) => {
  const signals = createShotSignals(layout, rate.num / rate.den)
  for (let frame = 0; frame < frames; frame += 1) signals.push(drawFrame(layout, (x, y) => draw(frame, x, y)))
  return detectShots(signals.finish(), rate, Math.floor((frames * 1000 * rate.den) / rate.num))
}

const boundariesOf = (frames: number, draw: Draw) =>
  shotsOf(frames, draw)
    .slice(1)
    .map(({ startMs, transition }) => ({ frame: (startMs * 25) / 1000, transition }))

/** 0 before `from`, 1 after `to`, a straight line between. */
const slide = (frame: number, from: number, to: number) => Math.max(0, Math.min(1, (frame - from) / (to - from)))

describe('detectShots', () => {
  it('puts a hard cut on its exact frame, wherever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 80 }), fc.integer({ min: 1, max: 50 }), (cut, seed) => {
        const found = boundariesOf(100, (frame, x, y) => textureAt(frame < cut ? seed : seed + 100, x, y))
        expect(found).toEqual([{ frame: cut, transition: 'cut' }])
      }),
      { numRuns: 10 },
    )
  })

  it('covers the whole source without gaps, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 40 }), (levels) => {
        const shots = shotsOf(levels.length, (frame) => levels[frame] ?? 0)
        expect(shots[0]).toMatchObject({ startMs: 0, transition: 'start' })
        expect(shots.at(-1)?.endMs).toBe(levels.length * 40)
        expect(shots.slice(1).map((shot) => shot.startMs)).toEqual(shots.slice(0, -1).map((shot) => shot.endMs))
      }),
      { numRuns: 20 },
    )
  })

  it('finds no cut in a camera flash of one to four frames', () => {
    for (const length of [1, 2, 3, 4]) {
      const flash: Draw = (frame, x, y) => textureAt(3, x, y) + (frame >= 40 && frame < 40 + length ? 110 : 0)
      expect(boundariesOf(80, flash)).toEqual([])
    }
  })

  it('finds no cut in a pan, a hand-held shot or a slow change of light', () => {
    expect(boundariesOf(80, (frame, x, y) => textureAt(5, x + frame * 3, y))).toEqual([])
    expect(
      boundariesOf(80, (frame, x, y) => textureAt(5, x + 3 * Math.sin(frame * 1.3), y + 2 * Math.cos(frame * 0.9))),
    ).toEqual([])
    expect(boundariesOf(80, (frame, x, y) => textureAt(5, x, y) - 60 * slide(frame, 10, 70))).toEqual([])
  })

  it('finds a cut within a pan', () => {
    const found = boundariesOf(80, (frame, x, y) => textureAt(frame < 40 ? 5 : 77, x + frame * 2, y))
    expect(found).toEqual([{ frame: 40, transition: 'cut' }])
  })

  it('puts a dissolve within two frames of its middle', () => {
    for (const length of [10, 20, 30]) {
      const found = boundariesOf(100, (frame, x, y) => {
        const share = slide(frame, 50 - length / 2, 50 + length / 2)
        return textureAt(1, x, y) * (1 - share) + textureAt(60, x, y) * share
      })
      expect(found.map((each) => each.transition)).toEqual(['dissolve'])
      expect(Math.abs((found[0]?.frame ?? 0) - 50)).toBeLessThanOrEqual(2)
    }
  })

  it('puts a fade through black in the middle of the black', () => {
    const found = boundariesOf(120, (frame, x, y) => {
      const light = 1 - slide(frame, 30, 50) + slide(frame, 61, 81)
      return textureAt(frame < 55 ? 1 : 60, x, y) * light
    })
    expect(found.map((each) => each.transition)).toEqual(['fade'])
    expect(Math.abs((found[0]?.frame ?? 0) - 56)).toBeLessThanOrEqual(1)
  })

  it('takes a dip to white for a boundary only between different pictures', () => {
    const dip =
      (next: number): Draw =>
      (frame, x, y) => {
        const white = slide(frame, 40, 50) - slide(frame, 54, 64)
        const level = textureAt(frame < 52 ? 1 : next, x, y)
        return level + (255 - level) * white
      }
    expect(boundariesOf(100, dip(1))).toEqual([])
    expect(boundariesOf(100, dip(60)).map((each) => each.transition)).toEqual(['fade'])
  })

  it('finds a speaker who jumps in front of a still background, and not a picture in which little jumps all the time', () => {
    const speaker = (x: number, y: number, at: number) => Math.hypot((x - at) / 16, (y - 34) / 24) < 1
    const jump: Draw = (frame, x, y) =>
      speaker(x, y, frame < 60 ? 40 : 52) ? textureAt(9, x * 2 - (frame < 60 ? 0 : 24), y * 2) : textureAt(2, x, y)
    expect(boundariesOf(120, jump)).toEqual([{ frame: 60, transition: 'cut' }])
    const restless: Draw = (frame, x, y) =>
      speaker(x, y, 40) ? textureAt(9 + Math.floor(frame / 7), x * 2, y * 2) : textureAt(2, x, y)
    expect(boundariesOf(120, restless)).toEqual([])
  })

  it('keeps every shot a quarter of a second or longer', () => {
    const shots = shotsOf(100, (frame, x, y) => textureAt(frame < 40 ? 1 : frame < 43 ? 30 : 60, x, y))
    expect(shots).toHaveLength(2)
  })
})
