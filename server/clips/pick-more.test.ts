import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxOverlapShare, overlapShare } from '@/server/media/moments/overlap'
import { leastScore, morePerAsk, pickMore } from './pick-more'

const moment = (startS: number, score: number, warnings: readonly string[] = []) => ({
  startMs: startS * 1_000,
  endMs: (startS + 20) * 1_000,
  score,
  boundary: { warnings },
})

test('the best that are whole and shown nowhere yet, three at a time', () => {
  const refused = [
    moment(0, 90),
    moment(30, 70),
    moment(60, 95),
    moment(90, 80, ['begins with "and"']),
    moment(120, 85),
  ]
  const clips = [{ startMs: 65_000, endMs: 80_000 }]
  expect(pickMore(refused, clips).map(({ score }) => score)).toEqual([90, 85, 70])
})

test('nothing weak, and nothing of what was picked just now or has a clip', () => {
  const range = fc.record({
    startMs: fc.integer({ min: 0, max: 600_000 }),
    lengthMs: fc.integer({ min: 3_000, max: 60_000 }),
  })
  const ranges = fc.array(
    range.map(({ startMs, lengthMs }) => ({ startMs, endMs: startMs + lengthMs })),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(
      ranges,
      ranges,
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 20, maxLength: 20 }),
      (some, clips, scores) => {
        const refused = some.map((each, at) => ({ ...each, score: scores[at] ?? 0, boundary: { warnings: [] } }))
        const picked = pickMore(refused, clips)
        expect(picked.length).toBeLessThanOrEqual(morePerAsk)
        for (const each of picked) {
          expect(each.score).toBeGreaterThanOrEqual(leastScore)
          for (const other of [...clips, ...picked.filter((one) => one !== each)])
            expect(overlapShare(each, other)).toBeLessThanOrEqual(maxOverlapShare)
        }
      },
    ),
  )
})
