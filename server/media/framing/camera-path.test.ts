import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guessTuning, planCameraPath } from './camera-path'

const widthPx = 1920
const observations = fc.array(fc.option(fc.double({ min: -100, max: 2020, noNaN: true }), { nil: null, freq: 6 }), {
  maxLength: 400,
})
const inputs = fc.record({
  observedX: observations,
  fps: fc.constantFrom(10, 25, 29.97, 60),
  cropWidthPx: fc.integer({ min: 100, max: 1920 }),
})

const still = (x: number, frames: number): number[] => Array.from({ length: frames }, () => x)

describe('planCameraPath', () => {
  test('answers every frame with a crop inside the frame', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const path = planCameraPath({ ...input, widthPx })
        expect(path).toHaveLength(input.observedX.length)
        for (const left of path) {
          expect(left).toBeGreaterThanOrEqual(-1e-6)
          expect(left + input.cropWidthPx).toBeLessThanOrEqual(widthPx + 1e-6)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('keeps its limits on speed and acceleration whatever it sees', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const path = planCameraPath({ ...input, widthPx })
        const speeds = path.slice(1).map((left, i) => ((left - (path[i] ?? left)) / widthPx) * input.fps)
        for (const speed of speeds) expect(Math.abs(speed)).toBeLessThanOrEqual(guessTuning.maxSpeed + 1e-6)
        speeds.slice(1).forEach((speed, i) => {
          const acceleration = Math.abs(speed - (speeds[i] ?? speed)) * input.fps
          expect(acceleration).toBeLessThanOrEqual(guessTuning.maxAcceleration + 1e-6)
        })
      }),
      { numRuns: 100 },
    )
  })

  test('stands still, centred, on a subject that stays in the dead zone', () => {
    const observedX = still(700, 250).map((x, i) => x + 60 * Math.sin(i))
    const path = planCameraPath({ observedX, fps: 25, widthPx, cropWidthPx: 606, tuning: { lean: 0, deadZone: 0.06 } })
    expect(new Set(path.map((left) => left.toFixed(6))).size).toBe(1)
    expect(Math.abs((path[0] ?? 0) + 303 - 700)).toBeLessThan(30)
  })

  test('is not moved by drop-outs and teleports', () => {
    const observedX = still(700, 250).map((x, i) => (i >= 100 && i < 104 ? 1700 : i > 150 && i < 190 ? null : x))
    const path = planCameraPath({ observedX, fps: 25, widthPx, cropWidthPx: 606 })
    expect(new Set(path.map((left) => left.toFixed(6))).size).toBe(1)
  })

  test('starts before the subject does, since it knows what comes', () => {
    const observedX = [...still(500, 100), ...still(1400, 100)]
    const path = planCameraPath({ observedX, fps: 25, widthPx, cropWidthPx: 606 })
    expect(path[99]).toBeGreaterThan((path[0] ?? 0) + 100)
    expect(path[100]).toBeLessThan((path[199] ?? 0) - 100)
  })

  test('shows the middle when nothing is ever seen', () => {
    const path = planCameraPath({ observedX: [null, null, null], fps: 25, widthPx, cropWidthPx: 606 })
    expect(path).toEqual([657, 657, 657].map((left) => expect.closeTo(left, 6)))
  })
})
