import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisTop, linePath, nearestPoint, pointX, side } from './chart-geometry'

const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null })
const trend = fc.array(value, { minLength: 1, maxLength: 80 })

describe('a chart', () => {
  test('has an axis that holds every value and is never ten times too high', () => {
    fc.assert(
      fc.property(fc.array(trend, { minLength: 1, maxLength: 4 }), (trends) => {
        const most = Math.max(0, ...trends.flat().map((each) => each ?? 0))
        fc.pre(most > 1e-6)
        const top = axisTop(trends)
        expect(top).toBeGreaterThanOrEqual(most * (1 - 1e-6))
        expect(top).toBeLessThanOrEqual(most * 2.5 * (1 + 1e-6))
      }),
    )
  })

  test('draws a line for each stretch that was counted, inside its square', () => {
    fc.assert(
      fc.property(trend, (values) => {
        const path = linePath(values, axisTop([values]))
        const stretches = values.filter((each, at) => each !== null && (values[at - 1] ?? null) === null).length
        expect([...path.matchAll(/M/g)]).toHaveLength(stretches)
        for (const [, x, y] of path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)) {
          expect(Number(x)).toBeLessThanOrEqual(side)
          expect(Number(y)).toBeLessThanOrEqual(side)
        }
      }),
    )
  })

  test('finds the point under a pointer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), fc.nat({ max: 79 }), (points, any) => {
        const at = any % points
        expect(nearestPoint(pointX(at, points) / side, points)).toBe(at)
      }),
    )
    expect(nearestPoint(-0.2, 60)).toBe(0)
    expect(nearestPoint(1.2, 60)).toBe(59)
  })

  test('of nothing but zeros lies on the ground', () => {
    expect(linePath([0, 0], axisTop([[0, 0]]))).toBe('M0 100L100 100')
  })
})
