import { expect, test } from 'vitest'
import { layOutLanes, nearestTo, rulerTicks } from './lay-out-moments'

const range = (startMs: number, endMs: number) => ({ startMs, endMs })

test('ranges that overlap lie in different lanes, and ranges that only touch share one', () => {
  expect(layOutLanes([range(0, 10), range(5, 15), range(10, 20)], 3)).toEqual([0, 1, 0])
})

test('more ranges at once than lanes share the last lane', () => {
  expect(layOutLanes([range(0, 10), range(1, 10), range(2, 10)], 2)).toEqual([0, 1, 1])
})

test('a ruler has round times inside the video and never more than it was asked for', () => {
  expect(rulerTicks(93_000, 8)).toEqual([15_000, 30_000, 45_000, 60_000, 75_000, 90_000])
  expect(rulerTicks(7_200_000, 10).length).toBeLessThanOrEqual(10)
  expect(rulerTicks(0, 10)).toEqual([])
})

test('a finger beside two marks means the nearer one, and far from all of them none', () => {
  const rects = [
    { left: 0, right: 4, top: 0, bottom: 9 },
    { left: 20, right: 24, top: 0, bottom: 9 },
    { left: 0, right: 40, top: 0, bottom: 9 },
  ]
  expect(nearestTo(rects.slice(0, 2), 15, 12, 24)).toBe(1)
  expect(nearestTo(rects, 22, 5, 24)).toBe(1)
  expect(nearestTo(rects, 22, 90, 24)).toBe(-1)
})
