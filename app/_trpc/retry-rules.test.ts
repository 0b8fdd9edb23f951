import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Call, retryDelayMs } from './retry-rules'

const query: Call = { type: 'query', isIdempotent: false, attempt: 1 }
const busy = { status: 503, retryAfterMs: 1_000 }

describe('trying again', () => {
  test('never comes earlier than the server said, nor for all at the same time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.float({ min: 0, max: 1, noNaN: true }), (ms, chance) => {
        expect(retryDelayMs(query, { status: 429, retryAfterMs: ms }, chance)).toBeGreaterThanOrEqual(ms)
      }),
    )
    expect(retryDelayMs(query, busy, 0.9)).toBeGreaterThan(Number(retryDelayMs(query, busy, 0.1)))
  })

  test('is done three times and no more, each later than the one before where nobody says when', () => {
    const waits = [1, 2, 3, 4].map((attempt) =>
      retryDelayMs({ ...query, attempt }, { status: null, retryAfterMs: null }, 0),
    )
    expect(waits).toEqual([500, 1_000, 2_000, null])
  })

  test.each([429, 502, 503, 504, null])('helps against %s', (status) => {
    expect(retryDelayMs(query, { status, retryAfterMs: null }, 0)).not.toBeNull()
  })

  test.each([400, 401, 403, 404, 409, 413, 422, 500, 507])('does not help against %s', (status) => {
    expect(retryDelayMs(query, { status, retryAfterMs: null }, 0)).toBeNull()
  })

  test('changes things twice only where that is the same as once', () => {
    expect(retryDelayMs({ ...query, type: 'mutation' }, busy, 0)).toBeNull()
    expect(retryDelayMs({ ...query, type: 'mutation', isIdempotent: true }, busy, 0)).not.toBeNull()
  })

  test('is left to the person when it would take longer than somebody waits', () => {
    expect(retryDelayMs(query, { status: 429, retryAfterMs: 360_000 }, 0)).toBeNull()
  })
})
