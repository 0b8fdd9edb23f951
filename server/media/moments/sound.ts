import type { AudioFeatures, MsRange } from '../types'

/** Means over any stretch of the sound in constant time: one running sum per feature. */
export type Sound = {
  readonly hopMs: number
  readonly durationMs: number
  meanLevelDb(range: MsRange): number
  meanFlux(range: MsRange): number
  meanLaughter(range: MsRange): number
  /** The quietest hop's middle within [fromMs, toMs]; of equals, the one nearest to `preferredMs`. */
  quietestMs(fromMs: number, toMs: number, preferredMs: number): number
}

export const soundOf = (features: AudioFeatures): Sound => {
  const { hopMs } = features
  const level = runningSum(features.levelDb)
  const flux = runningSum(features.flux)
  const laughter = runningSum(features.laughter)
  const mean = (sums: Float64Array, range: MsRange, empty: number): number => {
    const last = sums.length - 1
    const from = Math.min(last, Math.max(0, Math.floor(range.startMs / hopMs)))
    const to = Math.min(last, Math.max(from, Math.ceil(range.endMs / hopMs)))
    return to > from ? ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from) : empty
  }
  return {
    hopMs,
    durationMs: features.levelDb.length * hopMs,
    meanLevelDb: (range) => mean(level, range, -100),
    meanFlux: (range) => mean(flux, range, 0),
    meanLaughter: (range) => mean(laughter, range, 0),
    quietestMs: (fromMs, toMs, preferredMs) => {
      let best = Math.min(toMs, Math.max(fromMs, preferredMs))
      let bestLevel = Number.POSITIVE_INFINITY
      for (let hop = Math.ceil(fromMs / hopMs - 0.5); hop * hopMs + hopMs / 2 <= toMs; hop += 1) {
        const atMs = Math.round(hop * hopMs + hopMs / 2)
        const here = features.levelDb[hop]
        if (here === undefined || atMs < fromMs) continue
        const nearer = Math.abs(atMs - preferredMs) < Math.abs(best - preferredMs)
        if (here < bestLevel - 0.5 || (Math.abs(here - bestLevel) <= 0.5 && nearer)) {
          bestLevel = Math.min(here, bestLevel)
          best = atMs
        }
      }
      return best
    },
  }
}

const runningSum = (values: Float32Array): Float64Array => {
  const sums = new Float64Array(values.length + 1)
  for (let index = 0; index < values.length; index += 1) sums[index + 1] = (sums[index] ?? 0) + (values[index] ?? 0)
  return sums
}
