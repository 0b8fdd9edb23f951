import { fpsValue } from '../time'
import type { Rational } from '../types'

export type FrameGrid = { readonly fps: Rational; readonly isVariable: boolean }

/** Rates that cameras, broadcasters and screen recorders write; a variable recording is put on one of these. */
const standardRates: readonly Rational[] = [
  { num: 10, den: 1 },
  { num: 15, den: 1 },
  { num: 24000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60000, den: 1001 },
  { num: 60, den: 1 },
]

/** 29.97 and 30 are 0.1 % apart: half of that tells them from each other. */
const sameRateTolerance = 0.0005
/** Matroska, FLV and others write whole milliseconds: an interval of 1/30 s reads 33 or 34. */
const clockStepS = 0.0011
/** An interval this far from the typical one, as a share of it, is not rounding. */
const offGridShare = 0.2
/** One frame in two hundred may be dropped: the one before it is shown for longer. More makes a recording variable. */
const variableShare = 0.005

/** A rate that so many of the frames keep, for so long in all, is the recording's own; less is jitter or a burst. */
const ownRate = { share: 0.4, seconds: 3 }

/**
 * The constant grid for a stream. `claims` are the rates the file declares, best first; `timesS` is when its frames really are
 * (sorted). Constant: the declared or standard rate that the frames bear out. Variable: the standard rate nearest to what most
 * frames have (slides that stand for seconds must not make a talk stutter), else nearest to the average.
 */
export const chooseFrameGrid = (claims: readonly Rational[], timesS: Float64Array): FrameGrid => {
  const intervals = intervalsOf(timesS)
  const typical = median(intervals)
  if (typical === null) return { fps: claims.find(isPlausible) ?? { num: 25, den: 1 }, isVariable: false }
  const tolerance = Math.max(offGridShare * typical, clockStepS)
  const regular = intervals.filter((interval) => Math.abs(interval - typical) <= tolerance)
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  const regularS = sum(regular)
  if (regular.length < intervals.length * (1 - variableShare)) {
    const average = intervals.length / sum(intervals)
    const isOwn = regular.length >= ownRate.share * intervals.length && regularS >= ownRate.seconds
    return {
      fps: nearestStandardRate(isOwn ? Math.max(average, regular.length / regularS) : average),
      isVariable: true,
    }
  }
  return { fps: rateOf(claims, regular.length / regularS, clockStepS / regularS), isVariable: false }
}

const rateOf = (claims: readonly Rational[], measuredFps: number, clockError: number): Rational => {
  const tolerance = Math.max(sameRateTolerance, clockError)
  const matches = (rate: Rational) => Math.abs(fpsValue(rate) / measuredFps - 1) <= tolerance
  return (
    claims.filter(isPlausible).find(matches) ??
    standardRates.find(matches) ?? { num: Math.max(1, Math.round(measuredFps * 1000)), den: 1000 }
  )
}

/** Beyond these bounds a rational is a header's invention, and frame numbers times it would leave exact integers. */
const isPlausible = (rate: Rational): boolean =>
  rate.den > 0 && rate.den <= 1_000_000 && rate.num <= 100_000_000 && fpsValue(rate) >= 1 && fpsValue(rate) <= 1000

const nearestStandardRate = (fps: number): Rational =>
  standardRates.reduce((best, rate) => (Math.abs(fpsValue(rate) - fps) < Math.abs(fpsValue(best) - fps) ? rate : best))

const intervalsOf = (timesS: Float64Array): Float64Array =>
  timesS
    .subarray(1)
    .map((time, at) => time - (timesS[at] ?? time))
    .filter((interval) => interval > 0)

const median = (values: Float64Array): number | null => values.slice().sort()[values.length >> 1] ?? null
