import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutPieces, planRun, planWindows } from './align-windows'

const anyCues = fc
  .array(
    fc.record({
      gap: fc.integer({ min: -2_000, max: 30_000 }),
      length: fc.integer({ min: 0, max: 120_000 }),
      words: fc.array(fc.constantFrom('a', 'word', 'considerable'), { maxLength: 30 }),
    }),
    { maxLength: 30 },
  )
  .map((rows) => {
    let startMs = 0
    return rows.map(({ gap, length, words }) => {
      startMs = Math.max(0, startMs + gap)
      return { startMs, endMs: startMs + length, words }
    })
  })

const covered = (ranges: readonly { from: number; to: number }[]) =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index))

describe('planWindows', () => {
  it('asks for every word exactly once, in order', () => {
    fc.assert(
      fc.property(anyCues, (cues) => {
        const count = cues.reduce((sum, cue) => sum + cue.words.length, 0)
        const pieces = cutPieces(cues, [])
        const all = Array.from({ length: count }, (_, index) => index)
        expect(covered(pieces)).toEqual(all)
        expect(covered(planWindows(pieces, 4_000_000, 2_500))).toEqual(all)
      }),
    )
  })

  it('hears no more than a minute at once and stays inside the sound', () => {
    fc.assert(
      fc.property(anyCues, (cues) => {
        const durationMs = 500_000
        for (const { audio, from, to, contextFrom, contextTo } of planWindows(cutPieces(cues, []), durationMs, 2_500)) {
          expect(audio.startMs).toBeGreaterThanOrEqual(0)
          expect(audio.endMs).toBeLessThanOrEqual(durationMs)
          expect(audio.endMs - audio.startMs).toBeLessThanOrEqual(60_000)
          expect(contextFrom <= from && from < to && to <= contextTo).toBe(true)
        }
      }),
    )
  })

  it('cuts at the widest pause near the end, and always where speech may be unwritten', () => {
    const cue = (startMs: number, endMs: number) => ({ startMs, endMs, words: ['a'] })
    const cues = [cue(0, 9_000), cue(9_100, 15_000), cue(16_500, 22_000), cue(22_100, 27_000), cue(40_000, 42_000)]
    const windows = planWindows(cutPieces(cues, []), 60_000, 2_500)
    expect(windows.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ])
  })

  it('gives neighbours as context where they may be heard', () => {
    const cue = (startMs: number) => ({ startMs, endMs: startMs + 9_000, words: ['a', 'b'] })
    const windows = planWindows(cutPieces([0, 10_000, 20_000, 30_000].map(cue), []), 60_000, 2_500)
    expect(windows[1]).toMatchObject({ from: 4, contextFrom: 2, to: 8, contextTo: 8 })
  })
})

describe('planRun', () => {
  it('stays behind what is already known', () => {
    const words = Array.from({ length: 400 }, () => 'word')
    const run = { startMs: 30_000, endMs: 400_000, from: 100, to: 400 }
    const windows = [...planRun(run, words, [], 8_000, 'start'), ...planRun(run, words, [], 8_000, 'end')]
    expect(windows).toHaveLength(2)
    expect(windows[0]).toMatchObject({ from: 100 })
    expect(windows[1]).toMatchObject({ to: 400 })
    expect(windows.every(({ audio }) => audio.startMs >= run.startMs && audio.endMs <= run.endMs)).toBe(true)
    expect(covered(planRun(run, words, [], 8_000, 'all'))).toHaveLength(300)
    expect(planRun({ ...run, endMs: 40_000, to: 110 }, words, [], 8_000, 'end')).toEqual([])
  })
})
