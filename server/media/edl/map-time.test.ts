import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { totalMs } from '../time'
import type { EditList, Word } from '../types'
import { editDurationMs, outputToSourceMs, sourceToOutputMs, wordsInEdit } from './map-time'

const edits: fc.Arbitrary<EditList> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((steps) => {
    let at = 0
    const ranges = steps.map(([gap, length]) => {
      const startMs = at + gap
      at = startMs + length
      return { startMs, endMs: at }
    })
    return { ranges, removed: [] }
  })

const word = (text: string, startMs: number, endMs: number): Word => ({ text, startMs, endMs, confidence: 1 })

describe('time in an edit', () => {
  it('source to output to source is the identity on kept time', () => {
    fc.assert(
      fc.property(edits, fc.double({ min: 0, max: 1, noNaN: true }), (edit, share) => {
        const outMs = Math.floor(share * (editDurationMs(edit) - 1))
        const sourceMs = outputToSourceMs(edit, outMs)
        expect(sourceToOutputMs(edit, sourceMs)).toBe(outMs)
        expect(edit.ranges.some((range) => sourceMs >= range.startMs && sourceMs < range.endMs)).toBe(true)
      }),
    )
  })

  it('output time grows with source time, millisecond by millisecond', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const seen: number[] = []
        for (const range of edit.ranges)
          for (const ms of [range.startMs, range.endMs - 1]) seen.push(sourceToOutputMs(edit, ms) ?? Number.NaN)
        expect(seen.every((ms, index) => index === 0 || ms >= (seen[index - 1] ?? 0))).toBe(true)
        expect(seen[0]).toBe(0)
        expect(seen.at(-1)).toBe(editDurationMs(edit) - 1)
      }),
    )
  })

  it('lasts as long as its ranges together', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        expect(editDurationMs(edit)).toBe(totalMs(edit.ranges))
      }),
    )
  })

  it('has no output time for what was cut away', () => {
    const edit: EditList = {
      ranges: [
        { startMs: 100, endMs: 200 },
        { startMs: 300, endMs: 400 },
      ],
      removed: [],
    }
    expect([99, 200, 250, 299, 400].map((ms) => sourceToOutputMs(edit, ms))).toEqual([null, null, null, null, null])
  })

  it('holds output times outside the clip at its ends', () => {
    const edit: EditList = { ranges: [{ startMs: 100, endMs: 200 }], removed: [] }
    expect([-5, 0, 100, 900].map((ms) => outputToSourceMs(edit, ms))).toEqual([100, 100, 200, 200])
    expect(outputToSourceMs({ ranges: [], removed: [] }, 5)).toBe(0)
  })
})

describe('words in an edit', () => {
  const edit: EditList = {
    ranges: [
      { startMs: 1000, endMs: 2000 },
      { startMs: 3000, endMs: 4000 },
    ],
    removed: [],
  }

  it('moves kept words to the time they are heard', () => {
    const words = [word('before', 0, 900), word('one', 1100, 1500), word('um', 2100, 2900), word('two', 3200, 3400)]
    expect(wordsInEdit(words, edit)).toEqual([word('one', 100, 500), word('two', 1200, 1400)])
  })

  it('leaves out a filler whose edge stays in the sound, and keeps a word whose edge is cut', () => {
    const words = [word('um', 1950, 2500), word('kept', 2950, 3300)]
    expect(wordsInEdit(words, edit)).toEqual([word('kept', 1000, 1300)])
  })

  it('never gives a word a time outside the clip or in reverse', () => {
    fc.assert(
      fc.property(edits, fc.nat(20_000), fc.nat(900), (anyEdit, startMs, length) => {
        for (const kept of wordsInEdit([word('w', startMs, startMs + length)], anyEdit)) {
          expect(kept.startMs).toBeGreaterThanOrEqual(0)
          expect(kept.endMs).toBeGreaterThanOrEqual(kept.startMs)
          expect(kept.endMs).toBeLessThanOrEqual(editDurationMs(anyEdit))
        }
      }),
    )
  })
})
