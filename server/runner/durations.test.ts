import { describe, expect, test } from 'vitest'
import { parseDue, parseDurationMs } from './durations'

describe('a duration', () => {
  test.each([
    ['', 0],
    ['1s', 1000],
    ['1h30m', 5_400_000],
    ['1w2d3h4m5s', 788_645_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['10 minutes', 600_000],
    ['2 days 1 hour', 176_400_000],
  ])('"%s" is %i ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms)
  })

  test.each(['soon', '5', '5 parsecs', '1h nonsense', '2026-01-01'])('"%s" is none', (text) => {
    expect(parseDurationMs(text)).toBeNull()
  })
})

test('a moment is a duration from now or a date, and nothing else', () => {
  expect(parseDue('90s')).toEqual({ afterMs: 90_000 })
  expect(parseDue('2026-01-02T03:04:05.678Z')).toEqual({ at: new Date('2026-01-02T03:04:05.678Z') })
  expect(parseDue('whenever')).toBeNull()
})
