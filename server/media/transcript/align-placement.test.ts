import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropStrays, longestForwardRow, placeByWeight, settleRanges } from './align-placement'

const anyRange = fc
  .tuple(fc.double({ min: -5_000, max: 60_000, noNaN: true }), fc.double({ min: -500, max: 5_000, noNaN: true }))
  .map(([startMs, length]) => ({ startMs, endMs: startMs + length }))

describe('settleRanges', () => {
  it('gives whole, ordered, separate, non-empty times inside the source, one per word', () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 60 }), fc.integer({ min: 60, max: 50_000 }), (ranges, durationMs) => {
        const settled = settleRanges(ranges, durationMs) ?? []
        expect(settled).toHaveLength(ranges.length)
        settled.forEach(({ startMs, endMs }, index) => {
          expect(Number.isInteger(startMs) && Number.isInteger(endMs)).toBe(true)
          expect(startMs).toBeGreaterThanOrEqual(settled[index - 1]?.endMs ?? 0)
          expect(endMs).toBeGreaterThan(startMs)
          expect(endMs).toBeLessThanOrEqual(durationMs)
        })
      }),
    )
  })

  it('leaves times alone that are right already, past 100 minutes too', () => {
    const ranges = [
      { startMs: 6_900_000, endMs: 6_900_310 },
      { startMs: 6_900_310, endMs: 6_900_900 },
      { startMs: 7_000_001, endMs: 7_000_400 },
    ]
    expect(settleRanges(ranges, 7_200_000)).toEqual(ranges)
  })

  it('refuses more words than milliseconds', () => {
    expect(
      settleRanges(
        Array.from({ length: 5 }, () => ({ startMs: 0, endMs: 1 })),
        4,
      ),
    ).toBeNull()
  })
})

describe('placeByWeight', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 40 })

  it('keeps order and stays inside, whatever the voice', () => {
    fc.assert(
      fc.property(weights, fc.array(anyRange, { maxLength: 6 }), (given, voiced) => {
        const sorted = voiced.filter((range) => range.endMs > range.startMs).sort((a, b) => a.startMs - b.startMs)
        const separate = sorted.filter((range, index) => range.startMs >= (sorted[index - 1]?.endMs ?? -1e9))
        const within = { startMs: 1_000, endMs: 20_000 }
        const places = placeByWeight(given, within, separate)
        expect(places).toHaveLength(given.length)
        places.forEach((place, index) => {
          expect(place.startMs).toBeGreaterThanOrEqual((places[index - 1]?.endMs ?? within.startMs) - 1e-6)
          expect(place.endMs).toBeGreaterThanOrEqual(place.startMs - 1e-6)
          expect(place.endMs).toBeLessThanOrEqual(within.endMs + 1e-6)
        })
      }),
    )
  })

  it('puts words where there is voice', () => {
    const voiced = [
      { startMs: 2_000, endMs: 3_000 },
      { startMs: 8_000, endMs: 9_000 },
    ]
    expect(placeByWeight([5, 5], { startMs: 0, endMs: 10_000 }, voiced)).toEqual([
      { startMs: 2_000, endMs: 3_000 },
      { startMs: 8_000, endMs: 9_000 },
    ])
  })
})

describe('longestForwardRow', () => {
  it('drops the one word that was found in the wrong place', () => {
    const at = (startMs: number) => ({ startMs, endMs: startMs + 100 })
    expect([...longestForwardRow([at(100), at(5_000), null, at(300), at(400)])].sort()).toEqual([0, 3, 4])
  })

  it('never goes back in time', () => {
    fc.assert(
      fc.property(fc.array(fc.option(anyRange)), (ranges) => {
        const kept = [...longestForwardRow(ranges)].sort((a, b) => a - b).flatMap((index) => ranges[index] ?? [])
        kept.forEach((range, index) => {
          expect(range.startMs).toBeGreaterThanOrEqual(kept[index - 1]?.startMs ?? range.startMs)
        })
      }),
    )
  })
})

describe('dropStrays', () => {
  it('drops a lone word that sounds like nothing and keeps its surer neighbours', () => {
    const word = (startMs: number, confidence: number) => ({ startMs, endMs: startMs + 100, confidence })
    expect(dropStrays([word(0, 0.02), word(3_000, 0.9), null, word(3_100, 0.02)])).toEqual([
      null,
      word(3_000, 0.9),
      null,
      word(3_100, 0.02),
    ])
  })
})
