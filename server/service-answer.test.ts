import { expect, test } from 'vitest'
import { quoteAnswer, readRetryAfterMs } from './service-answer'

const now = Date.parse('2026-01-01T00:00:00Z')

test.each([
  ['7', 7_000],
  [' 7 ', 7_000],
  ['0.25', 250],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After %j is %j ms', (header, ms) => {
  expect(readRetryAfterMs(header, now)).toBe(ms)
})

test('a key that a service repeats is not quoted, nor is a page of text', () => {
  expect(quoteAnswer('bad key sk-1 (sk-1)', 'sk-1')).toBe('bad key *** (***)')
  expect(quoteAnswer('a'.repeat(9_000), undefined)).toHaveLength(500)
  expect(quoteAnswer('no key here', '')).toBe('no key here')
  // Across the cut too: masked first.
  expect(quoteAnswer(`${'a'.repeat(498)}sk-1`, 'sk-1')).not.toContain('sk')
})
