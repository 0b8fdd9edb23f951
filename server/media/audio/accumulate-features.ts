import type { AudioFeatures } from '../types'
import { createGrowingFloats } from './growing-floats'
import { laughterLikeness } from './laughter-likeness'
import { createPowerSpectrum } from './power-spectrum'
import { quantile } from './quantile'

/** One hop = one Silero frame (512 samples, 32 ms at 16 kHz), so voice probabilities need no resampling. */
export const featureHopSamples = 512
export const featureHopMs = 32

const sampleRateHz = 16_000
const windowSamples = 1024
const levelFloorDb = -100
const fullScale = 32768

/** Flux is summed over bands about a third of an octave wide: single bins flicker, octaves are too coarse for hits. */
const fluxBands = 24
const lowestHz = 100
const highestHz = 7600
/** Band energy below this (dBFS) is treated as silence, so that the noise of an empty recording makes no onsets. */
const bandFloorDb = -80
/** The strongest two hundredths of a file are its "full" onsets; a few clicks must not squash the rest. */
const fullFluxQuantile = 0.98
/** 24 bands that each rise by 0.5 dB: less is no onset in any file. */
const leastFullFlux = 12

export type FeatureAccumulator = {
  /** Consecutive samples, 16 kHz mono s16, blocks of any length. */
  push(pcm: Int16Array): void
  /** `voice`: one probability per hop; missing ones count as 0. The last, partial hop is padded with silence. */
  finish(voice: Float32Array): AudioFeatures
}

/** Measures sound hop by hop as it streams past: four numbers per hop are kept (2 hours = 3.6 MB), never the samples. */
export const createFeatureAccumulator = (): FeatureAccumulator => {
  const spectrum = createPowerSpectrum(windowSamples)
  const bands = bandOfBin()
  const window = new Float32Array(windowSamples)
  const level = createGrowingFloats()
  const flux = createGrowingFloats()
  const flatness = createGrowingFloats()
  const brightness = createGrowingFloats()
  let previous = new Float64Array(fluxBands).fill(bandFloorDb)
  let current = new Float64Array(fluxBands)
  let filled = 0

  const measure = () => {
    let sum = 0
    for (let n = featureHopSamples; n < windowSamples; n++) sum += (window[n] ?? 0) ** 2
    level.push(Math.max(levelFloorDb, 10 * Math.log10(sum / featureHopSamples + 1e-20)))
    const power = spectrum(window)
    current.fill(1e-20)
    for (let bin = 0; bin < power.length; bin++) {
      const band = bands[bin] ?? -1
      if (band >= 0) current[band] = (current[band] ?? 0) + (power[bin] ?? 0)
    }
    let rise = 0
    for (let band = 0; band < fluxBands; band++) {
      const db = Math.max(bandFloorDb, 10 * Math.log10(current[band] ?? 0))
      rise += Math.max(0, db - (previous[band] ?? bandFloorDb))
      current[band] = db
    }
    // The first hop rises out of nothing: that is the file's start, not an onset.
    flux.push(level.length === 1 ? 0 : rise)
    const swap = previous
    previous = current
    current = swap
    const shape = spectralShape(power)
    flatness.push(shape.flatness)
    brightness.push(shape.brightness)
    window.copyWithin(0, featureHopSamples)
    filled = 0
  }

  return {
    push: (pcm) => {
      for (let n = 0; n < pcm.length; n++) {
        window[featureHopSamples + filled++] = (pcm[n] ?? 0) / fullScale
        if (filled === featureHopSamples) measure()
      }
    },
    finish: (voice) => {
      if (filled > 0) {
        window.fill(0, featureHopSamples + filled)
        measure()
      }
      const levelDb = level.toArray()
      const voicePerHop = new Float32Array(levelDb.length)
      voicePerHop.set(voice.subarray(0, levelDb.length))
      return {
        hopMs: featureHopMs,
        levelDb,
        voice: voicePerHop,
        flux: relativeToFile(flux.toArray()),
        laughter: laughterLikeness({
          levelDb,
          voice: voicePerHop,
          flatness: flatness.toArray(),
          brightness: brightness.toArray(),
          hopMs: featureHopMs,
        }),
      }
    },
  }
}

const binHz = sampleRateHz / windowSamples

const bandOfBin = (): Int8Array =>
  Int8Array.from({ length: windowSamples / 2 + 1 }, (_, bin) => {
    const share = Math.log((bin * binHz) / lowestHz) / Math.log(highestHz / lowestHz)
    return share >= 0 && share < 1 ? Math.floor(share * fluxBands) : -1
  })

/**
 * Flatness 300-7000 Hz (geometric / arithmetic mean of power; white noise 0.56, a tone near 0) and brightness (share of
 * that energy above 2 kHz). Below 300 Hz hum and rumble would rule both.
 */
const spectralShape = (power: Float64Array): { flatness: number; brightness: number } => {
  const from = Math.ceil(300 / binHz)
  const to = Math.floor(7000 / binHz)
  const brightFrom = Math.ceil(2000 / binHz)
  let logSum = 0
  let sum = 0
  let bright = 0
  for (let bin = from; bin <= to; bin++) {
    const value = (power[bin] ?? 0) + 1e-14
    logSum += Math.log(value)
    sum += value
    if (bin >= brightFrom) bright += value
  }
  const bins = to - from + 1
  return { flatness: Math.exp(logSum / bins) / (sum / bins), brightness: bright / sum }
}

const relativeToFile = (flux: Float32Array): Float32Array => {
  const full = Math.max(leastFullFlux, quantile(flux, fullFluxQuantile))
  return flux.map((value) => Math.min(1, value / full))
}
