import { quantile } from './quantile'

type SoundShape = {
  readonly levelDb: Float32Array
  readonly voice: Float32Array
  /** 0-1 per hop, see `spectralShape`. */
  readonly flatness: Float32Array
  readonly brightness: Float32Array
  readonly hopMs: number
}

/** Laughter comes in bursts of 3-6 "ha" a second (Bachorowski et al. 2001: 4.4 a second on average). */
const burstRatesHz = [3, 4, 5, 6] as const
const windowMs = 1_024
/** Speech lies at 0.02-0.15 of flatness over a second; clapping and hiss at 0.3-0.6 (docs/audio-features.md). */
const noisyFlatness = { from: 0.12, to: 0.35 }
/** A crowd is at least as bright as speech: half its energy above 2 kHz, vowels have a tenth. */
const brightShare = { from: 0.15, to: 0.45 }
/** Nearer than this to the level of the file's own loud parts counts as loud. */
const loudWithinDb = { from: -22, to: -10 }
const voiceIsSpeech = { from: 0.35, to: 0.85 }

/**
 * 0-1 per hop: likeness to applause (noisy, bright, loud, no voice) or to laughter (bursts 3-6 times a second, breathier than
 * speech, the voice detector in doubt). A heuristic over one second; a constant noise (fan, hiss, rain) is told from a crowd
 * only by standing out from the file's own floor.
 */
export const laughterLikeness = (sound: SoundShape): Float32Array => {
  const { levelDb, hopMs } = sound
  const hops = levelDb.length
  const size = Math.max(8, Math.round(windowMs / hopMs))
  const loud = quantile(levelDb, 0.9)
  const floor = quantile(levelDb, 0.1)
  const mean = (values: Float32Array) => slidingMean(values, size)
  const level = mean(levelDb)
  const voice = mean(sound.voice)
  const flatness = mean(sound.flatness)
  const brightness = mean(sound.brightness)
  const raw = new Float32Array(hops)
  for (let hop = 0; hop < hops; hop++) {
    const here = level[hop] ?? -100
    const isLoud = ramp(here - loud, loudWithinDb) * ramp(here - floor, { from: 6, to: 14 })
    if (isLoud === 0) continue
    const noisy = ramp(flatness[hop] ?? 0, noisyFlatness)
    const bright = ramp(brightness[hop] ?? 0, brightShare)
    const notSpeech = 1 - ramp(voice[hop] ?? 0, voiceIsSpeech)
    const applause = noisy * bright
    const laughter = burstiness(levelDb, hop, size, hopMs) * Math.max(noisy, 0.5 * bright)
    raw[hop] = isLoud * notSpeech * Math.max(applause, laughter)
  }
  return slidingMean(raw, Math.max(1, size >> 1)).map((value) => Math.min(1, Math.max(0, value)))
}

const ramp = (value: number, { from, to }: { from: number; to: number }): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)))

/** Centred mean over `size` values, fewer at the ends. */
const slidingMean = (values: Float32Array, size: number): Float32Array => {
  const before = size >> 1
  const sums = new Float64Array(values.length + 1)
  for (let n = 0; n < values.length; n++) sums[n + 1] = (sums[n] ?? 0) + (values[n] ?? 0)
  return Float32Array.from(values, (_, n) => {
    const from = Math.max(0, n - before)
    const to = Math.min(values.length, from + size)
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / Math.max(1, to - from)
  })
}

/** Share of the level's variance, over about a second, that lies at the rates of laughter; 0.75 and more counts as full. */
const burstiness = (levelDb: Float32Array, centre: number, size: number, hopMs: number): number => {
  const from = Math.max(0, centre - (size >> 1))
  const to = Math.min(levelDb.length, from + size)
  const count = to - from
  if (count < size / 2) return 0
  let mean = 0
  for (let n = from; n < to; n++) mean += levelDb[n] ?? 0
  mean /= count
  let variance = 0
  for (let n = from; n < to; n++) variance += ((levelDb[n] ?? 0) - mean) ** 2
  // Under 2 dB of swing there are no bursts to speak of.
  if (variance / count < 4) return 0
  let inRate = 0
  for (const hz of burstRatesHz) {
    const turn = (2 * Math.PI * hz * hopMs) / 1000
    let re = 0
    let im = 0
    for (let n = from; n < to; n++) {
      const swing = (levelDb[n] ?? 0) - mean
      re += swing * Math.cos(turn * (n - from))
      im += swing * Math.sin(turn * (n - from))
    }
    inRate += (2 * (re * re + im * im)) / count
  }
  return Math.min(1, inRate / variance / 0.75)
}
