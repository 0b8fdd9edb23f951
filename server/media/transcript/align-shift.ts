import type { MsRange } from '../types'

/** `t -> t * scale + offsetMs`. */
export type TimeShift = { readonly scale: number; readonly offsetMs: number }

export const noShift: TimeShift = { scale: 1, offsetMs: 0 }

export const applyShift = <T extends MsRange>(range: T, shift: TimeShift): T => ({
  ...range,
  startMs: range.startMs * shift.scale + shift.offsetMs,
  endMs: range.endMs * shift.scale + shift.offsetMs,
})

/** Subtitles made for one frame rate and played against another: film 23.976 or 24, PAL 25. */
const frameRates = [24_000 / 1001, 24, 25] as const
const scales: readonly number[] = [...new Set(frameRates.flatMap((a) => frameRates.map((b) => a / b)))]

const binMs = 100
const widestOffsetMs = 20_000
/** Cue and voice must agree this much better (correlation) than as given: two coincidences of pauses are worth about half of it. */
const leastGain = 0.08
/** And stand out this far (standard deviations) from what other offsets give. */
const leastProminence = 4.5
/** Within this the windows' own slack does the rest. */
const negligibleMs = 400
/** Fewer pauses than these can agree by chance. */
const leastCues = 8

/**
 * Whether all cues come early, late or at the wrong speed, from where there is voice and where there are cues. Changes nothing
 * unless the gain is plain: speech without pauses fits everywhere equally well.
 */
export const findShift = (cues: readonly MsRange[], voiced: readonly MsRange[], durationMs: number): TimeShift => {
  const bins = Math.ceil(durationMs / binMs)
  if (cues.length < leastCues || voiced.length === 0 || bins < 100) return noShift
  const voice = centred(mask(voiced, bins))
  const asGiven = correlation(voice, centred(mask(cues, bins)), 0)
  const reach = Math.min(Math.round(widestOffsetMs / binMs), bins >> 1)
  const found = scales
    .map((scale) => {
      const scaled = centred(
        mask(
          cues.map((cue) => applyShift(cue, { scale, offsetMs: 0 })),
          bins,
        ),
      )
      const values = Array.from({ length: 2 * reach + 1 }, (_, index) => correlation(voice, scaled, index - reach))
      return { scale, values, ...highest(values) }
    })
    .sort((a, b) => b.value - a.value || Math.abs(a.scale - 1) - Math.abs(b.scale - 1))[0]
  if (!found) return noShift
  const offsetMs = (found.position - reach) * binMs
  const isPlain = found.value - asGiven >= leastGain && prominence(found.values, found.position) >= leastProminence
  const isWorthIt = found.scale !== 1 || Math.abs(offsetMs) > negligibleMs
  return isPlain && isWorthIt ? { scale: found.scale, offsetMs } : noShift
}

const mask = (ranges: readonly MsRange[], bins: number): Float32Array => {
  const filled = new Float32Array(bins)
  for (const { startMs, endMs } of ranges) {
    filled.fill(1, Math.max(0, Math.round(startMs / binMs)), Math.max(0, Math.round(endMs / binMs)))
  }
  return filled
}

/** Mean 0, length 1; all zeros when nothing varies. */
const centred = (values: Float32Array): Float32Array => {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const norm = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  return values.map((value) => (norm === 0 ? 0 : (value - mean) / norm))
}

/** Pearson's correlation of the voice with the cues moved `lag` bins later (what is moved past an end is left out). */
const correlation = (voice: Float32Array, cues: Float32Array, lag: number): number => {
  const from = Math.max(0, lag)
  const to = Math.min(voice.length, cues.length + lag)
  let sum = 0
  for (let bin = from; bin < to; bin++) sum += (voice[bin] ?? 0) * (cues[bin - lag] ?? 0)
  return sum
}

const highest = (values: readonly number[]): { value: number; position: number } =>
  values.reduce((best, value, position) => (value > best.value ? { value, position } : best), {
    value: Number.NEGATIVE_INFINITY,
    position: 0,
  })

/** How far the peak stands above the values that are not its own slopes (1.5 s to each side), in their standard deviations. */
const prominence = (values: readonly number[], position: number): number => {
  const others = values.filter((_, index) => Math.abs(index - position) > 1_500 / binMs)
  if (others.length < 2) return 0
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length
  const deviation = Math.sqrt(others.reduce((sum, value) => sum + (value - mean) ** 2, 0) / others.length)
  return deviation === 0 ? 0 : ((values[position] ?? 0) - mean) / deviation
}
