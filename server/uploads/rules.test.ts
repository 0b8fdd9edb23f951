import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '@/server/media/limits'
import { heldByOthers, judgeStorage, nextReservation } from './rules'

const gib = 1024 ** 3
const room = { planBytes: 1000 * gib, takenBytes: 0, diskFreeBytes: 100 * gib, promisedBytes: 0, hereBytes: 0 }
const bytes = fc.integer({ min: 1, max: 2 ** 50 })

describe('whatever others announce', () => {
  test('whoever asks has as large a share of the disk as each of them', () => {
    fc.assert(
      fc.property(bytes, fc.array(bytes, { maxLength: 20 }), (free, others) => {
        expect(free - heldByOthers(free, others)).toBeGreaterThanOrEqual(Math.floor(free / (others.length + 1)))
      }),
    )
  })

  test('what fits their shares is kept for them to the byte', () => {
    expect(heldByOthers(100 * gib, [10 * gib, 20 * gib])).toBe(30 * gib)
    expect(heldByOthers(100 * gib, [10 * gib, 200 * gib])).toBe(10 * gib + Math.floor((100 * gib) / 3))
    expect(heldByOthers(100 * gib, [])).toBe(0)
  })
})

describe('the disk', () => {
  test('must hold a file twice, after what is promised', () => {
    expect(judgeStorage(10 * gib, { ...room, promisedBytes: 80 * gib })).toMatchObject({ ok: true })
    expect(judgeStorage(10 * gib, { ...room, promisedBytes: 81 * gib })).toMatchObject({
      ...{ ok: false, because: 'disk', neededBytes: 20 * gib, freeBytes: 19 * gib },
    })
  })

  test('holds what is here of a file already, so that much less must be free', () => {
    const rest = { ...room, promisedBytes: 88 * gib, hereBytes: 8 * gib }
    expect(judgeStorage(10 * gib, rest)).toEqual({ ok: true, atMostBytes: 10 * gib })
    expect(judgeStorage(11 * gib, rest)).toMatchObject({ because: 'disk', neededBytes: 14 * gib, freeBytes: 12 * gib })
  })
})

describe('an import of unknown size', () => {
  test('takes room ahead of what comes, by a GiB at most and never past what there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: limits.maxSourceBytes }), bytes, (here, more) => {
        const next = nextReservation(here, here + more)
        expect(next).toBeGreaterThan(here)
        expect(next - here).toBeLessThanOrEqual(Math.min(more, gib))
      }),
    )
  })

  test('of 20 GiB asks fewer than thirty times', () => {
    let asked = 0
    for (let reserved = 1; reserved < limits.maxSourceBytes; asked++)
      reserved = nextReservation(reserved, limits.maxSourceBytes)
    expect(asked).toBeLessThan(30)
  })
})
