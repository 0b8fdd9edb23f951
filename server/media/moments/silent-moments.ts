import { clockTime } from '../clock-time'
import type { Evidence, MotionSample, MsRange, Shot } from '../types'
import { cleanEdge } from './edges'
import type { Description, Proposal } from './proposal'
import { clamp01 } from './run'
import { calibrate, type FeatureName, rawScore, roundScore } from './score'
import type { Sound } from './sound'
import type { LengthLimits } from './talk-moments'

/** Music, sport, landscapes: moments from how loud and busy the sound is, from laughter and applause, from motion. */
export type SilentInput = {
  readonly sound: Sound | null
  readonly motion: readonly MotionSample[]
  readonly shots: readonly Shot[]
  readonly sourceMs: number
  readonly limits: LengthLimits
  /** Ranges to judge as they are; null to look for peaks. */
  readonly given: readonly MsRange[] | null
}

/** Half a second: shorter than any gesture worth a clip, long enough that two hours are 14 400 steps. */
const stepMs = 500
/** A cut may move this far to a change of shot, or to a quiet point. */
const shotReachMs = 2500
const quietReachMs = 1500
const fineReachMs = 400
/** The peak sits here in the clip: what leads up to it is seen first, and something is left after. */
const peakAt = 0.65

type Curve = {
  readonly levels: Float64Array
  readonly busy: Float64Array
  readonly laughter: Float64Array
  readonly motion: Float64Array
  readonly all: Float64Array
  readonly levelDb: Float64Array
}

export const proposeSilent = (input: SilentInput): Proposal[] => {
  if (input.sourceMs <= 0) return []
  const curve = curveOf(input)
  const ranges = input.given?.map((range) => withPeak(curve, range)) ?? rangesAroundPeaks(input, curve)
  const rated = ranges.map((range) => ({ range, values: rate(input, curve, range) }))
  const raws = rated.map(({ values }) => rawScore(values))
  const scale = calibrate(raws)
  return rated.map(({ range, values }, index): Proposal => {
    const score = roundScore(scale(raws[index] ?? 0))
    const title = `Moment at ${clockTime(range.peakMs)}`
    return {
      startMs: range.startMs,
      endMs: range.endMs,
      score,
      opening: cleanEdge,
      ending: cleanEdge,
      isManual: false,
      terms: new Set(),
      text: title,
      relativeEvidence: [spot(range.startMs, range.endMs, 'compared with the rest of the video', title)],
      describe: (): Description => ({ values, title, hashtags: [], boundary: boundaryOf(input, range) }),
    }
  })
}

type Peaked = MsRange & { readonly peakMs: number }

const rangesAroundPeaks = (input: SilentInput, curve: Curve): Peaked[] => {
  const { sourceMs, limits } = input
  const lengths = [limits.minMs, (limits.minMs + limits.maxMs) / 2, limits.maxMs].map((ms) =>
    Math.round(Math.min(ms, sourceMs)),
  )
  const ranges = new Map<string, Peaked>()
  for (const peak of peaksOf(curve.all, Math.max(1, Math.round(limits.minMs / stepMs / 2)))) {
    const peakMs = Math.min(sourceMs, Math.round((peak + 0.5) * stepMs))
    for (const length of new Set(lengths)) {
      const range = place(input, curve, peakMs, length)
      // A cut to the next shot may leave the peak just outside.
      const nearest = Math.min(range.endMs, Math.max(range.startMs, peakMs))
      ranges.set(`${range.startMs}-${range.endMs}`, { ...range, peakMs: nearest })
    }
  }
  return [...ranges.values()]
}

const withPeak = (curve: Curve, range: MsRange): Peaked => {
  const from = Math.floor(range.startMs / stepMs)
  const inside = curve.all.subarray(from, Math.max(from + 1, Math.ceil(range.endMs / stepMs)))
  const highest = inside.reduce((best, value, at) => (value > (inside[best] ?? 0) ? at : best), 0)
  return { ...range, peakMs: Math.min(range.endMs, Math.round((from + highest + 0.5) * stepMs)) }
}

const curveOf = ({ sound, motion, sourceMs }: SilentInput): Curve => {
  const steps = Math.max(1, Math.ceil(sourceMs / stepMs))
  const levelDb = new Float64Array(steps).fill(-100)
  const busy = new Float64Array(steps)
  const laughter = new Float64Array(steps)
  const moving = new Float64Array(steps)
  const seen = new Float64Array(steps)
  for (let step = 0; step < steps && sound !== null; step += 1) {
    const range = { startMs: step * stepMs, endMs: (step + 1) * stepMs }
    levelDb[step] = sound.meanLevelDb(range)
    busy[step] = sound.meanFlux(range)
    laughter[step] = sound.meanLaughter(range)
  }
  for (const sample of motion) {
    const step = Math.floor(sample.tMs / stepMs)
    if (step < 0 || step >= steps) continue
    moving[step] = (moving[step] ?? 0) + sample.amount
    seen[step] = (seen[step] ?? 0) + 1
  }
  for (let step = 0; step < steps; step += 1) moving[step] = (moving[step] ?? 0) / Math.max(1, seen[step] ?? 0)
  const levels = spread(levelDb)
  const busySpread = spread(busy)
  const movingSpread = spread(moving)
  // Loudness carries a crowd and a chorus, motion a chase; laughter and applause are rare and mean a moment by themselves.
  const all = levels.map(
    (level, step) =>
      0.35 * level + 0.2 * (busySpread[step] ?? 0) + 0.3 * (movingSpread[step] ?? 0) + 0.35 * (laughter[step] ?? 0),
  )
  return { levels, busy: busySpread, laughter, motion: movingSpread, all: smooth(all, 3), levelDb }
}

/** Each value's place between the 10th and the 98th percentile; all equal gives zeros. */
const spread = (values: Float64Array): Float64Array => {
  const sorted = Float64Array.from(values).sort()
  const low = sorted[Math.floor(sorted.length * 0.1)] ?? 0
  const high = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.98))] ?? 0
  return values.map((value) => (high - low < 1e-6 ? 0 : clamp01((value - low) / (high - low))))
}

const smooth = (values: Float64Array, radius: number): Float64Array =>
  values.map((_value, at) => mean(values, at - radius, at + radius + 1))

const mean = (values: Float64Array, from: number, to: number): number => {
  let sum = 0
  let count = 0
  for (let at = Math.max(0, Math.floor(from)); at < Math.min(values.length, to); at += 1) {
    sum += values[at] ?? 0
    count += 1
  }
  return count === 0 ? 0 : sum / count
}

/** Local maxima no nearer to a higher one than `apart` steps; a flat curve has its middles. */
const peaksOf = (curve: Float64Array, apart: number): number[] => {
  const order = [...curve.keys()].sort((a, b) => (curve[b] ?? 0) - (curve[a] ?? 0) || a - b)
  const blocked = new Uint8Array(curve.length)
  const peaks: number[] = []
  for (const at of order) {
    if (blocked[at] === 1) continue
    peaks.push(at)
    blocked.fill(1, Math.max(0, at - apart), at + apart + 1)
  }
  return peaks.sort((a, b) => a - b)
}

const place = (input: SilentInput, curve: Curve, peakMs: number, lengthMs: number): MsRange => {
  const { sourceMs, limits, shots, sound } = input
  const wished = Math.min(Math.max(0, Math.round(peakMs - peakAt * lengthMs)), Math.max(0, sourceMs - lengthMs))
  const startMs = snap(shots, sound, curve, wished, 0, Math.max(0, sourceMs - Math.min(limits.minMs, sourceMs)))
  const earliest = Math.min(sourceMs, startMs + limits.minMs)
  const latest = Math.min(sourceMs, startMs + limits.maxMs)
  const endMs = snap(shots, sound, curve, Math.min(latest, Math.max(earliest, startMs + lengthMs)), earliest, latest)
  return { startMs, endMs }
}

/** To a change of shot when one is near, else to the quietest point near by, else where it is. */
const snap = (
  shots: readonly Shot[],
  sound: Sound | null,
  curve: Curve,
  ms: number,
  fromMs: number,
  toMs: number,
): number => {
  const shot = shots
    .map((candidate) => candidate.startMs)
    .filter((at) => at >= fromMs && at <= toMs && Math.abs(at - ms) <= shotReachMs)
    .sort((a, b) => Math.abs(a - ms) - Math.abs(b - ms) || a - b)[0]
  if (shot !== undefined) return shot
  let best = ms
  let quietest = curve.all[Math.floor(ms / stepMs)] ?? Number.POSITIVE_INFINITY
  for (let at = ms - quietReachMs; at <= ms + quietReachMs; at += stepMs) {
    const value = curve.all[Math.floor(at / stepMs)]
    if (value === undefined || at < fromMs || at > toMs || value >= quietest - 0.02) continue
    quietest = value
    best = at
  }
  const cut = Math.min(toMs, Math.max(fromMs, Math.round(best)))
  // The source's own ends need no quiet; elsewhere the last fifths of a second are found hop by hop.
  if (sound === null || cut === 0 || cut === toMs) return cut
  return sound.quietestMs(Math.max(fromMs, cut - fineReachMs), Math.min(toMs, cut + fineReachMs), cut)
}

const rate = (input: SilentInput, curve: Curve, range: Peaked): Description['values'] => {
  const from = range.startMs / stepMs
  const to = range.endMs / stepMs
  const usualDb = mean(curve.levelDb, 0, curve.levelDb.length)
  const over = (values: Float64Array, a: number, b: number) => mean(values, a, Math.max(a + 1, b))
  const opening = over(curve.all, from, from + 6)
  const inside = over(curve.all, from, to)
  const peak = curve.all[Math.floor(range.peakMs / stepMs)] ?? 0
  const laughs = over(curve.laughter, to - 12, to)
  const whole = mean(curve.all, 0, curve.all.length)
  const shotStart = input.shots.some((shot) => shot.startMs === range.startMs)
  const shotEnd = input.shots.some((shot) => shot.startMs === range.endMs || shot.endMs === range.endMs)
  const db = over(curve.levelDb, range.peakMs / stepMs - 2, range.peakMs / stepMs + 3) - usualDb
  const at = clockTime(range.startMs)
  const loud = db >= 1 && input.sound !== null
  const strongest = loud
    ? `sound ${Math.round(db)} dB above this video's usual level`
    : 'most motion of its surroundings'
  const evidence = (startMs: number, endMs: number, signal: string): readonly Evidence[] => [
    spot(startMs, endMs, signal, `${clockTime(startMs)} to ${clockTime(endMs)}`),
  ]
  const openMs = Math.min(range.endMs, range.startMs + 3000)
  const closeMs = Math.max(range.startMs, range.endMs - 6000)
  return {
    hook: {
      value: clamp01(0.75 * opening + (shotStart ? 0.25 : 0)),
      evidence: evidence(
        range.startMs,
        openMs,
        shotStart ? `a new shot opens at ${at}` : `what is seen and heard from ${at}`,
      ),
    },
    clarity: {
      value: clamp01(0.5 + (shotStart ? 0.25 : 0) + (shotEnd ? 0.25 : 0)),
      evidence: evidence(range.startMs, range.endMs, shotStart && shotEnd ? 'whole shots' : 'cut at quiet points'),
    },
    payoff: {
      value: clamp01(
        peak * (range.peakMs - range.startMs > (range.endMs - range.startMs) * 0.35 ? 0.9 : 0.6) + 0.3 * laughs,
      ),
      evidence: evidence(
        closeMs,
        range.endMs,
        laughs > 0.3 ? 'laughter or applause at the end' : `builds up to ${clockTime(range.peakMs)}`,
      ),
    },
    emotion: {
      value: clamp01(0.6 * peak + 0.4 * over(curve.laughter, from, to)),
      evidence: evidence(
        Math.max(range.startMs, range.peakMs - 1000),
        Math.min(range.endMs, range.peakMs + 1000),
        strongest,
      ),
    },
    novelty: {
      value: clamp01(0.2 + 2 * Math.abs(inside - whole)),
      evidence: evidence(
        range.startMs,
        range.endMs,
        inside > whole ? 'livelier than the rest' : 'calmer than the rest',
      ),
    },
  } satisfies Record<FeatureName, { value: number; evidence: readonly Evidence[] }>
}

const spot = (startMs: number, endMs: number, signal: string, text: string): Evidence => ({
  startMs,
  endMs,
  signal,
  text,
})

const boundaryOf = (input: SilentInput, range: MsRange): Description['boundary'] => ({
  startsAt:
    range.startMs === 0
      ? 'source-start'
      : input.shots.some((shot) => shot.startMs === range.startMs)
        ? 'shot'
        : 'pause',
  endsAt:
    range.endMs >= input.sourceMs
      ? 'source-end'
      : input.shots.some((shot) => shot.startMs === range.endMs)
        ? 'shot'
        : 'pause',
  firstWords: '',
  lastWords: '',
  leadMs: 0,
  tailMs: 0,
  warnings: [],
})
