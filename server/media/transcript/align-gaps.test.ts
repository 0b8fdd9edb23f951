import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillGaps, openRuns } from './align-gaps'
import { longestForwardRow, settleRanges } from './align-placement'
import { cutPieces } from './align-windows'

const anyFound = fc.option(
  fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 10, max: 2_000 })).map(([startMs, length]) => ({
    startMs,
    endMs: startMs + length,
  })),
)

describe('fillGaps', () => {
  it('gives every word a time, whatever was found, and keeps what was found in order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyFound, { minLength: 1, maxLength: 12 }), { maxLength: 8 }), (cues) => {
        const raw = cues.flat()
        const row = longestForwardRow(raw)
        const found = raw.map((word, index) => (row.has(index) ? word : null))
        const words = raw.map((_, index) => `w${index}`)
        const timed = cues.map((cue, index) => ({
          startMs: index * 10_000,
          endMs: index * 10_000 + 8_000,
          words: cue.map(String),
        }))
        const filled = fillGaps(found, words, cutPieces(timed, []), [], 102_000)
        expect(filled).toHaveLength(raw.length)
        found.forEach((word, index) => {
          expect(filled[index]).toEqual(word ?? filled[index])
        })
        expect(settleRanges(filled, 102_000)).toHaveLength(raw.length)
      }),
    )
  })

  it('stands a missing word in the voiced part between its neighbours', () => {
    const found = [{ startMs: 1_000, endMs: 1_400 }, null, { startMs: 3_000, endMs: 3_500 }]
    const pieces = cutPieces([{ startMs: 900, endMs: 3_600, words: ['one', 'two', 'three'] }], [])
    const voiced = [
      { startMs: 900, endMs: 1_400 },
      { startMs: 2_000, endMs: 2_600 },
      { startMs: 3_000, endMs: 3_600 },
    ]
    expect(fillGaps(found, ['one', 'two', 'three'], pieces, voiced, 5_000)[1]).toEqual({ startMs: 2_000, endMs: 2_600 })
  })
})

describe('openRuns', () => {
  it('names what is missing of an untimed text, between what is known', () => {
    const words = Array.from({ length: 60 }, () => 'considerable')
    const pieces = cutPieces([{ startMs: 0, endMs: 100_000, words }], [])
    const found = words.map((_, index) =>
      index < 20 || index >= 50 ? { startMs: index * 1_000, endMs: index * 1_000 + 900 } : null,
    )
    const share = (piece: { from: number; to: number }) =>
      found.slice(piece.from, piece.to).filter(Boolean).length / (piece.to - piece.from)
    const runs = openRuns(pieces, found, share, 0.5)
    expect(runs).toHaveLength(1)
    expect(runs[0]?.startMs).toBeLessThanOrEqual(20_900)
    expect(runs[0]?.endMs).toBeGreaterThanOrEqual(49_000)
  })
})
