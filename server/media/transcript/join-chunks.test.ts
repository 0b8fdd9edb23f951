import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Word } from '../types'
import { joinChunks } from './join-chunks'
import type { ChunkRange } from './plan-chunks'

const shift = (word: Word, ms: number): Word => ({ ...word, startMs: word.startMs + ms, endMs: word.endMs + ms })

/** What an engine hears of a chunk: the words wholly inside it, times from its start, each off by a little. */
const hear = (range: ChunkRange, truth: readonly Word[], jitter: readonly number[]) => ({
  range,
  words: truth
    .map((word, index) => ({ word, by: jitter[index % jitter.length] ?? 0 }))
    .filter(({ word }) => word.startMs >= range.startMs && word.endMs <= range.endMs)
    .map(({ word, by }) => shift(word, by - range.startMs)),
})

/** Words of a small vocabulary (so that repeats are common), at a speaking rate of up to four a second. */
const speech = (firstMs: number) =>
  fc
    .array(
      fc.record({
        text: fc.constantFrom('no', 'No,', 'the', 'very', 'very', 'long', 'way', 'I', "don't"),
        gap: fc.integer({ min: 10, max: 300 }),
        length: fc.integer({ min: 240, max: 600 }),
      }),
      { minLength: 60, maxLength: 200 },
    )
    .map((items) => {
      let ms = firstMs
      return items.map(({ text, gap, length }): Word => {
        const startMs = ms + gap
        ms = startMs + length
        return { text, startMs, endMs: ms, confidence: 0.9 }
      })
    })

const overlapping = (startMs: number, endMs: number): ChunkRange[] => {
  const ranges: ChunkRange[] = []
  for (let ms = startMs; ms < endMs; ms += 10_000) {
    ranges.push({ startMs: ms, endMs: Math.min(endMs + 100, ms + 12_000), overlapsPrevious: ms > startMs })
  }
  return ranges
}

const jitters = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 7 })
const hoursIn = fc.constantFrom(0, 6_000_000, 7_000_003)

describe('joinChunks', () => {
  it('loses no word and doubles none where chunks overlap, two hours in too', () => {
    fc.assert(
      fc.property(
        hoursIn.chain((firstMs) => fc.record({ firstMs: fc.constant(firstMs), truth: speech(firstMs) })),
        jitters,
        jitters,
        ({ firstMs, truth }, even, odd) => {
          const ranges = overlapping(firstMs, truth.at(-1)?.endMs ?? firstMs)
          const heard = ranges.map((range, index) => hear(range, truth, index % 2 === 0 ? even : odd))
          const joined = joinChunks(heard)
          expect(joined.map((word) => word.text)).toEqual(truth.map((word) => word.text))
          joined.forEach((word, index) => {
            expect(Math.abs(word.startMs - (truth[index]?.startMs ?? 0))).toBeLessThanOrEqual(120)
          })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives integer times in order, never empty, inside the chunk, whatever an engine says', () => {
    const wild = fc.array(
      fc.record({
        text: fc.constantFrom('a', 'b'),
        startMs: fc.double({ min: -5_000, max: 40_000, noNaN: true }),
        endMs: fc.double({ min: -5_000, max: 40_000, noNaN: true }),
        confidence: fc.constant(1),
      }),
    )
    fc.assert(
      fc.property(wild, wild, fc.boolean(), (first, second, overlapsPrevious) => {
        const joined = joinChunks([
          { range: { startMs: 6_000_000, endMs: 6_030_000, overlapsPrevious: false }, words: first },
          {
            range: { startMs: overlapsPrevious ? 6_028_000 : 6_030_000, endMs: 6_050_000, overlapsPrevious },
            words: second,
          },
        ])
        joined.forEach((word, index) => {
          expect(Number.isInteger(word.startMs) && Number.isInteger(word.endMs)).toBe(true)
          expect(word.endMs).toBeGreaterThan(word.startMs)
          expect(word.startMs).toBeGreaterThanOrEqual(joined[index - 1]?.startMs ?? 6_000_000)
          expect(word.endMs).toBeLessThanOrEqual(6_050_000)
        })
      }),
    )
  })

  it('drops half a word that the cut left at the edge of either chunk', () => {
    const word = (text: string, startMs: number, endMs: number): Word => ({ text, startMs, endMs, confidence: 1 })
    const joined = joinChunks([
      {
        range: { startMs: 0, endMs: 30_000, overlapsPrevious: false },
        words: [
          word('ask', 28_100, 28_500),
          word('what', 28_700, 29_000),
          word('your', 29_100, 29_400),
          word('count', 29_600, 30_000),
        ],
      },
      {
        range: { startMs: 28_000, endMs: 50_000, overlapsPrevious: true },
        words: [
          word('usk', 0, 500),
          word('what', 720, 1_000),
          word('your', 1_100, 1_400),
          word('country', 1_600, 2_200),
        ],
      },
    ])
    expect(joined.map(({ text }) => text)).toEqual(['ask', 'what', 'your', 'country'])
  })

  it('changes over in the middle where two hearings have nothing in common', () => {
    const word = (text: string, startMs: number): Word => ({ text, startMs, endMs: startMs + 300, confidence: 1 })
    const joined = joinChunks([
      {
        range: { startMs: 0, endMs: 30_000, overlapsPrevious: false },
        words: [word('one', 28_100), word('two', 29_500)],
      },
      {
        range: { startMs: 28_000, endMs: 50_000, overlapsPrevious: true },
        words: [word('three', 100), word('four', 1_500)],
      },
    ])
    expect(joined.map(({ text }) => text)).toEqual(['one', 'four'])
  })

  it('joins nothing to nothing', () => {
    expect(joinChunks([])).toEqual([])
    expect(joinChunks([{ range: { startMs: 0, endMs: 5, overlapsPrevious: false }, words: [] }])).toEqual([])
  })
})
