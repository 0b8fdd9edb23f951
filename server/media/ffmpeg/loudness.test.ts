import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctAim, correctGain, firstCeilingDb, gainFilters, planGain, readLoudness } from './loudness'
import { socialLoudness } from './social-loudness'

const log = (integrated: string, peak: string) => `
[Parsed_ebur128_0 @ 0x1] t: 9.9  TARGET:-23 LUFS  M: -30.1 S: -30.0  I: -31.0 LUFS  LRA: 1.0 LU
[Parsed_ebur128_0 @ 0x1] Summary:

  Integrated loudness:
    I:         ${integrated} LUFS
    Threshold: -36.9 LUFS

  Loudness range:
    LRA:         4.2 LU
    Threshold: -46.9 LUFS

  True peak:
    Peak:       ${peak} dBFS
`

describe('loudness read from ffmpeg', () => {
  it('is the summary, not a moment of it', () => {
    expect(readLoudness(log('-26.7', '-3.1'))).toEqual({ integratedLufs: -26.7, truePeakDb: -3.1, rangeLu: 4.2 })
  })

  it('is nothing for silence and for no summary at all', () => {
    expect(readLoudness(log('-70.0', '-inf'))).toEqual({ integratedLufs: null, truePeakDb: null, rangeLu: null })
    expect(readLoudness('killed')).toEqual({ integratedLufs: null, truePeakDb: null, rangeLu: null })
  })
})

describe('gain', () => {
  const measured = (integratedLufs: number, truePeakDb: number) => ({ integratedLufs, truePeakDb, rangeLu: 3 })

  it('reaches the target without a limiter where the peaks have room', () => {
    expect(planGain(measured(-20, -12), socialLoudness)).toEqual({ gainDb: 6, ceilingDb: null, expectedLufs: -14 })
    expect(planGain(measured(-9, 0), socialLoudness).gainDb).toBe(-5)
  })

  it('holds peaks under the promised one, with a margin for the encoder', () => {
    expect(planGain(measured(-24, -6), socialLoudness).ceilingDb).toBe(firstCeilingDb(socialLoudness))
    expect(firstCeilingDb(socialLoudness)).toBeLessThan(socialLoudness.truePeakDb)
  })

  it('leaves silence alone and never lifts more than the cap', () => {
    expect(planGain({ integratedLufs: null, truePeakDb: null, rangeLu: null }, socialLoudness).gainDb).toBe(0)
    fc.assert(
      fc.property(fc.double({ min: -69, max: 0, noNaN: true }), (lufs) => {
        expect(planGain(measured(lufs, lufs + 10), socialLoudness).gainDb).toBeLessThanOrEqual(25)
      }),
    )
  })

  it('is raised by what the limiter took, until it is right', () => {
    const limited = { gainDb: 10, ceilingDb: -3.2, expectedLufs: -14 }
    expect(correctGain(limited, measured(-15, -3), socialLoudness)?.gainDb).toBeCloseTo(11.3)
    expect(correctGain(limited, measured(-14.1, -3), socialLoudness)).toBeNull()
    expect(correctGain({ ...limited, gainDb: 25 }, measured(-20, -3), socialLoudness)).toBeNull()
    // At the cap no more is promised than what the last decibel adds.
    expect(correctGain({ ...limited, gainDb: 24 }, measured(-18, -3), socialLoudness)).toMatchObject({
      gainDb: 25,
      expectedLufs: -17,
    })
    expect(correctGain({ ...limited, ceilingDb: null }, measured(-15, -3), socialLoudness)).toBeNull()
  })

  it('aims lower when the encoder lifted a peak, and higher when it lost loudness', () => {
    const aim = { offsetLu: 0, ceilingDb: -3.2 }
    const gain = { gainDb: 6, ceilingDb: -3.2, expectedLufs: -14 }
    expect(correctAim(aim, gain, measured(-14.1, -2.4), socialLoudness)).toBeNull()
    expect(correctAim(aim, gain, measured(-14.1, -1.5), socialLoudness)?.ceilingDb).toBeCloseTo(-3.9)
    expect(correctAim(aim, gain, measured(-14.4, -3), socialLoudness)?.offsetLu).toBeCloseTo(0.4)
    expect(correctAim(aim, { ...gain, expectedLufs: null }, measured(-60, -50), socialLoudness)).toBeNull()
  })

  it('limits at four times the rate, and only where there is a ceiling', () => {
    expect(gainFilters({ gainDb: 3, ceilingDb: null, expectedLufs: -14 }).join()).not.toContain('alimiter')
    expect(gainFilters({ gainDb: 3, ceilingDb: -6, expectedLufs: -14 }).join()).toContain('alimiter=limit=0.501187')
  })
})
