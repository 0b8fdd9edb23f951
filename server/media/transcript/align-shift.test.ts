import { describe, expect, it } from 'vitest'
import type { MsRange } from '../types'
import { applyShift, findShift, noShift } from './align-shift'

/** Speech with pauses of uneven length, as it is: cue-long stretches of 1-5 s, pauses of 0.3-3 s, from a fixed seed. */
const speech = (minutes: number): MsRange[] => {
  let seed = 7
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  const ranges: MsRange[] = []
  let atMs = 5_000
  while (atMs < minutes * 60_000 - 10_000) {
    const startMs = Math.round(atMs)
    const endMs = Math.round(startMs + 1_000 + random() * 4_000)
    ranges.push({ startMs, endMs })
    atMs = endMs + 300 + random() * random() * 3_000
  }
  return ranges
}

describe('findShift', () => {
  const voiced = speech(20)
  const durationMs = 20 * 60_000

  it('changes nothing where cues stand on the voice', () => {
    expect(findShift(voiced, voiced, durationMs)).toEqual(noShift)
  })

  it.each([-9_000, -1_500, 3_200, 12_700])('finds cues that come %i ms off', (offsetMs) => {
    const cues = voiced.map((range) => applyShift(range, { scale: 1, offsetMs: -offsetMs }))
    const found = findShift(cues, voiced, durationMs)
    expect(found.scale).toBe(1)
    expect(Math.abs(found.offsetMs - offsetMs)).toBeLessThanOrEqual(100)
  })

  it.each([25 / (24_000 / 1001), 24_000 / 1001 / 25, 24 / 25])(
    'finds cues made for another frame rate (x %f)',
    (scale) => {
      const cues = voiced.map((range) => applyShift(range, { scale: 1 / scale, offsetMs: 0 }))
      const found = findShift(cues, voiced, durationMs)
      const worst = Math.max(
        ...cues.map((cue, index) => Math.abs(applyShift(cue, found).startMs - (voiced[index]?.startMs ?? 0))),
      )
      expect(worst).toBeLessThanOrEqual(1_000)
    },
  )

  it('keeps its hands off speech without pauses, no voice at all, and a handful of cues', () => {
    const cues = voiced.map((range) => applyShift(range, { scale: 1, offsetMs: 4_000 }))
    expect(findShift(cues, [{ startMs: 0, endMs: durationMs }], durationMs)).toEqual(noShift)
    expect(findShift(cues, [], durationMs)).toEqual(noShift)
    expect(findShift(cues.slice(0, 4), voiced, durationMs)).toEqual(noShift)
  })
})
