import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AudioFeatures } from '../types'
import {
  createFeatureAccumulator,
  decodeFeatures,
  encodeFeatures,
  featureHopMs,
  featureHopSamples,
  silences,
  voiceSegments,
} from '.'
import { createPowerSpectrum } from './power-spectrum'

const rateHz = 16_000

const noiseOf = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}

const sound = (seconds: number, at: (second: number) => number): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * rateHz) }, (_, n) => Math.round(32_767 * at(n / rateHz)))

const measure = (pcm: Int16Array, voice: (hop: number) => number = () => 0): AudioFeatures => {
  const accumulator = createFeatureAccumulator()
  accumulator.push(pcm)
  return accumulator.finish(
    Float32Array.from({ length: Math.floor(pcm.length / featureHopSamples) }, (_, hop) => voice(hop)),
  )
}

const meanOf = (values: Float32Array, fromS: number, toS: number) => {
  const part = values.subarray(Math.round((fromS * 1000) / featureHopMs), Math.round((toS * 1000) / featureHopMs))
  return part.reduce((sum, value) => sum + value, 0) / part.length
}

const withVoice = (voice: readonly number[], levelDb: readonly number[] = voice.map(() => -20)): AudioFeatures => ({
  hopMs: 32,
  voice: Float32Array.from(voice),
  levelDb: Float32Array.from(levelDb),
  flux: new Float32Array(voice.length),
  laughter: new Float32Array(voice.length),
})

describe('power spectrum', () => {
  it('shows a full-scale sine as 1 in its bin and next to nothing elsewhere', () => {
    const power = createPowerSpectrum(1024)(
      Float32Array.from({ length: 1024 }, (_, n) => Math.sin((2 * Math.PI * 64 * n) / 1024)),
    )
    expect(power[64]).toBeCloseTo(1, 6)
    expect(power[100]).toBeLessThan(1e-12)
  })

  it('keeps energy: the bins of any signal sum to its windowed power', () => {
    const random = noiseOf(3)
    const samples = Float32Array.from({ length: 256 }, random)
    const power = createPowerSpectrum(256)(samples)
    const windowed = samples.reduce(
      (sum, value, n) => sum + (value * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 256))) ** 2,
      0,
    )
    const bins = power.reduce((sum, value, k) => sum + value * (k === 0 || k === 128 ? 1 : 2), 0)
    expect((bins * 256) / 16).toBeCloseTo(windowed, 4)
  })
})

describe('createFeatureAccumulator', () => {
  it('gives the same features however the samples are cut into blocks', () => {
    const random = noiseOf(1)
    const pcm = sound(2, (t) => 0.3 * Math.sin(440 * t) * random())
    const whole = measure(pcm)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const accumulator = createFeatureAccumulator()
        let from = 0
        for (let turn = 0; from < pcm.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          accumulator.push(pcm.subarray(from, from + size))
          from += size
        }
        expect(accumulator.finish(new Float32Array(0))).toEqual(whole)
      }),
      { numRuns: 10 },
    )
  })

  it('measures level in dBFS, -100 for digital silence, one value per 32 ms begun', () => {
    const features = measure(sound(1.01, (t) => (t < 0.5 ? 0 : 0.1 * Math.sin(2 * Math.PI * 1000 * t))))
    expect(features.levelDb).toHaveLength(32)
    expect(features.levelDb[3]).toBe(-100)
    expect(features.levelDb[25]).toBeCloseTo(-23, 0)
  })

  it('shows hits as flux and steady sound as none', () => {
    const random = noiseOf(5)
    const features = measure(sound(4, (t) => (t % 1 > 0.5 && t % 1 < 0.55 ? 0.5 * random() : 0.001 * random())))
    const peaks = [...features.flux].flatMap((value, hop) => (value > 0.5 ? [(hop * featureHopMs) / 1000] : []))
    expect(new Set(peaks.map((second) => Math.floor(second)))).toEqual(new Set([0, 1, 2, 3]))
    expect(meanOf(features.flux, 0.7, 1.3)).toBeLessThan(0.1)
  })

  it('tells applause from silence, tones, constant hiss and speech', () => {
    const random = noiseOf(9)
    const applause = measure(sound(12, (t) => (t > 4 && t < 8 ? 0.3 : 0.003) * random()))
    expect(meanOf(applause.laughter, 5, 7)).toBeGreaterThan(0.6)
    expect(meanOf(applause.laughter, 0, 3)).toBeLessThan(0.05)
    const hiss = measure(sound(8, () => 0.2 * random()))
    expect(meanOf(hiss.laughter, 0, 8)).toBeLessThan(0.05)
    const tone = measure(sound(8, (t) => (t > 3 && t < 6 ? 0.3 : 0.001) * Math.sin(2 * Math.PI * 500 * t)))
    expect(meanOf(tone.laughter, 3, 6)).toBeLessThan(0.1)
    const voiced = measure(
      sound(8, (t) => (t > 3 && t < 6 ? 0.3 : 0.003) * random()),
      () => 1,
    )
    expect(meanOf(voiced.laughter, 3, 6)).toBeLessThan(0.05)
  })

  it('has a defined answer for no sound at all', () => {
    expect(measure(new Int16Array(0)).levelDb).toHaveLength(0)
    expect(silences(measure(new Int16Array(0)))).toEqual([])
    expect(voiceSegments(measure(new Int16Array(0)))).toEqual([])
  })
})

describe('feature file', () => {
  it('gives back what was put in, within a step', () => {
    const features = measure(
      sound(3, (t) => 0.2 * Math.sin(900 * t * t)),
      (hop) => (hop % 7) / 7,
    )
    const back = decodeFeatures(encodeFeatures(features))
    expect(back?.hopMs).toBe(features.hopMs)
    expect(back?.levelDb).toHaveLength(features.levelDb.length)
    features.levelDb.forEach((db, hop) => {
      expect(Math.abs((back?.levelDb[hop] ?? 0) - db)).toBeLessThan(0.006)
      expect(Math.abs((back?.voice[hop] ?? 9) - (features.voice[hop] ?? 0))).toBeLessThan(0.003)
    })
  })

  it('refuses anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeFeatures(bytes)).toBeNull()
      }),
    )
    expect(decodeFeatures(encodeFeatures(measure(sound(1, () => 0))).subarray(0, 50))).toBeNull()
  })
})

describe('voiceSegments', () => {
  it('opens at the upper and closes at the lower threshold, bridges stops and drops clicks', () => {
    const voice = [
      0,
      0,
      0.6,
      0.4,
      0.9,
      0.1,
      0.1,
      0.9,
      0.9,
      0.9,
      ...new Array(20).fill(0),
      0.9,
      ...new Array(20).fill(0.2),
    ]
    expect(voiceSegments(withVoice(voice))).toEqual([{ startMs: 64, endMs: 320 }])
  })

  it('gives ordered, separate ranges for any voice', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, max: 1, noNaN: true })), (voice) => {
        const ranges = voiceSegments(withVoice(voice))
        ranges.forEach((range, index) => {
          expect(range.endMs).toBeGreaterThan(range.startMs)
          expect(range.startMs).toBeGreaterThan(ranges[index - 1]?.endMs ?? -1)
          expect(range.endMs).toBeLessThanOrEqual(voice.length * 32)
        })
      }),
    )
  })
})

describe('silences', () => {
  const row = (count: number, value: number) => new Array<number>(count).fill(value)
  const speech = { voice: row(50, 0.9), level: row(50, -20) }

  it('finds a quiet pause without voice, at any noise floor', () => {
    for (const floorDb of [-100, -70, -45]) {
      const features = withVoice(
        [...speech.voice, ...row(40, 0.02), ...speech.voice],
        [...speech.level, ...row(40, floorDb), ...speech.level],
      )
      expect(silences(features)).toEqual([{ startMs: 1_600, endMs: 2_880 }])
    }
  })

  it('never takes music, laughter or voice for silence', () => {
    const music = withVoice(
      [...speech.voice, ...row(40, 0.02), ...row(40, 0.02)],
      [...speech.level, ...row(40, -25), ...row(40, -65)],
    )
    expect(silences(music)).toEqual([{ startMs: 90 * 32, endMs: 130 * 32 }])
    expect(silences(withVoice([...speech.voice, ...row(40, 0.6)], [...speech.level, ...row(40, -70)]))).toEqual([])
  })

  it('survives one click, not a longer noise, and leaves the padding asked for', () => {
    const pause = [...row(20, -70), -20, ...row(20, -70), ...row(3, -20), ...row(20, -70)]
    const features = withVoice([...speech.voice, ...pause.map(() => 0)], [...speech.level, ...pause])
    expect(silences(features, { padMs: 50 })).toEqual([
      { startMs: 50 * 32 + 50, endMs: 91 * 32 - 50 },
      { startMs: 94 * 32 + 50, endMs: 114 * 32 - 50 },
    ])
  })
})
