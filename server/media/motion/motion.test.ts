import { describe, expect, it } from 'vitest'
import { smallLayout } from '../shots'
import { drawFrame, textureAt } from '../shots/testing/drawn-frames'
import type { MotionSample } from '../types'
import { createMotionSampler } from './motion-sampler'
import { smoothMotion } from './smooth-motion'

const layout = smallLayout({ widthPx: 1920, heightPx: 1080 })
const fps = { num: 30, den: 1 }
const every = 6

type Place = { readonly x: number; readonly y: number }

const boxPx = 12

/** A textured box at `place(frame)` (its centre, pixels) over a background that pans by `pan` pixels a frame. */
const sampleBox = (frames: number, place: (frame: number) => Place, pan: number): MotionSample[] => {
  const sampler = createMotionSampler(layout, fps, every)
  for (let frame = 0; frame < frames; frame += 1) {
    const { x: bx, y: by } = place(frame)
    sampler.push(
      drawFrame(layout, (x, y) => {
        const isBox = Math.abs(x - bx) < boxPx / 2 && Math.abs(y - by) < boxPx / 2
        return isBox ? textureAt(40, (x - bx) * 3, (y - by) * 3) + 70 : textureAt(7, x + frame * pan, y)
      }),
    )
  }
  return smoothMotion(sampler.finish(), [{ startMs: 0, endMs: frames * 34 }])
}

const errors = (samples: readonly MotionSample[], place: (frame: number) => Place): number[] =>
  samples.map((sample, index) => {
    const truth = place(index * every)
    return Math.hypot(sample.x - (truth.x + 0.5) / layout.widthPx, sample.y - (truth.y + 0.5) / layout.heightPx)
  })

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('motion saliency', () => {
  // Speeds and heights between these are no worse: it is furthest off, by 3.4 percent, at the quickest of both.
  it.each([0, 0.4, 0.8, 1.6])(
    'follows a moving box within four percent, over a picture that pans by %s pixels a frame',
    (pan) => {
      for (const speed of [0.5, 0.7, 1])
        for (const y of [15, 25, 35, 40]) {
          const place = (frame: number) => ({ x: 12 + frame * speed, y })
          const samples = sampleBox(72, place, pan)
          expect(samples).toHaveLength(12)
          expect(mean(errors(samples, place))).toBeLessThan(0.04)
        }
    },
  )

  it('sees nothing move when only the camera does', () => {
    const sampler = createMotionSampler(layout, fps, every)
    for (let frame = 0; frame < 60; frame += 1)
      sampler.push(drawFrame(layout, (x, y) => textureAt(7, x + frame * 1.7, y)))
    for (const sample of sampler.finish()) expect(sample.amount).toBeLessThan(0.02)
  })

  it('gives the middle and no amount for a still picture', () => {
    const sampler = createMotionSampler(layout, fps, every)
    for (let frame = 0; frame < 13; frame += 1) sampler.push(drawFrame(layout, (x, y) => textureAt(7, x, y)))
    expect(sampler.finish()).toEqual([0, 200, 400].map((tMs) => ({ tMs, x: 0.5, y: 0.5, spread: 0, amount: 0 })))
  })

  it('is not fooled by a cut', () => {
    const sampler = createMotionSampler(layout, fps, every)
    for (let frame = 0; frame < 60; frame += 1) {
      sampler.push(drawFrame(layout, (x, y) => textureAt(frame < 31 ? 7 : 90, x, y)))
    }
    for (const sample of sampler.finish()) expect(sample.amount).toBeLessThan(0.01)
  })
})

describe('smoothMotion', () => {
  const sample = (tMs: number, x: number, amount: number): MotionSample => ({ tMs, x, y: 0.5, spread: 0.1, amount })

  it('never mixes two shots', () => {
    const samples = [sample(0, 0.1, 0.2), sample(200, 0.1, 0.2), sample(400, 0.9, 0.2), sample(600, 0.9, 0.2)]
    const shots = [
      { startMs: 0, endMs: 400 },
      { startMs: 400, endMs: 800 },
    ]
    expect(smoothMotion(samples, shots).map((each) => Number(each.x.toFixed(6)))).toEqual([0.1, 0.1, 0.9, 0.9])
  })

  it('holds the nearest centre where nothing moves, and keeps every sample', () => {
    const still = Array.from({ length: 40 }, (_, index) => sample(index * 200, 0.5, 0))
    const samples = [sample(-200, 0.8, 0.3), ...still].map((each) => ({ ...each, tMs: each.tMs + 200 }))
    const smooth = smoothMotion(samples, [{ startMs: 0, endMs: 10_000 }])
    expect(smooth).toHaveLength(41)
    expect(smooth.every((each) => Math.abs(each.x - 0.8) < 1e-9)).toBe(true)
  })
})
