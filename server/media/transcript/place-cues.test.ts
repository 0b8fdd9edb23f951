import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeCues } from './place-cues'

describe('placeCues', () => {
  it('leaves words where their cue says, each with a share of it', () => {
    const cues = [
      { startMs: 1_000, endMs: 3_000, text: 'Good morning' },
      { startMs: 5_000, endMs: 6_000, text: '今日は' },
    ]
    const words = placeCues(cues, 60_000) ?? []
    expect(words.map((word) => word.text)).toEqual(['Good', 'morning', '今日', 'は'])
    expect([words[0]?.startMs, words[1]?.endMs, words[2]?.startMs, words[3]?.endMs]).toEqual([
      1_000, 3_000, 5_000, 6_000,
    ])
  })

  it('keeps every word once, in order, not overlapping, within the source', () => {
    const cue = fc.record({
      startMs: fc.nat(9_000),
      lengthMs: fc.integer({ min: 1, max: 4_000 }),
      text: fc.constantFrom('one', 'one two three', '今日は天気', 'a b c d e f g h'),
    })
    fc.assert(
      fc.property(fc.array(cue, { minLength: 1, maxLength: 20 }), (drawn) => {
        const cues = drawn
          .map(({ startMs, lengthMs, text }) => ({ startMs, endMs: startMs + lengthMs, text }))
          .sort((a, b) => a.startMs - b.startMs)
        const words = placeCues(cues, 10_000) ?? []
        expect(words.map((word) => word.text).join('')).toBe(
          cues
            .map((each) => each.text)
            .join('')
            .replaceAll(' ', ''),
        )
        words.forEach((word, index) => {
          expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.endMs ?? 0)
          expect(word.endMs).toBeGreaterThan(word.startMs)
          expect(word.endMs).toBeLessThanOrEqual(10_000)
        })
      }),
    )
  })

  it('has no place for more words than milliseconds', () => {
    expect(placeCues([{ startMs: 0, endMs: 2, text: 'a b c' }], 2)).toBeNull()
  })
})
