import { expect, test } from 'vitest'
import { clockTime } from './clock-time'

test.each([
  [0, '0:00'],
  [-1, '0:00'],
  [59_999, '0:59'],
  [75_000, '1:15'],
  [3_599_999, '59:59'],
  [3_600_000, '1:00:00'],
  [3_905_000, '1:05:05'],
])('%d ms is %s', (ms, text) => {
  expect(clockTime(ms)).toBe(text)
})
