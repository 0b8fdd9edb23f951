import type { LoudnessTarget } from './social-loudness'

/** null: too short or too quiet for the standard's gates. */
export type Loudness = {
  readonly integratedLufs: number | null
  readonly truePeakDb: number | null
  readonly rangeLu: number | null
}

/** What is done to the mix in the encode. `ceilingDb` is null when no peak needs holding back. */
export type GainPlan = {
  readonly gainDb: number
  readonly ceilingDb: number | null
  /** What the mix comes out at; null for silence. */
  readonly expectedLufs: number | null
}

/** Lifting more than this raises hiss into the foreground: a whisper at -39 LUFS still reaches the target. */
export const mostGainDb = 25
/** On speech a limiter takes about a quarter of what is added in front of it. */
const limiterShare = 1.3
/** The absolute gate of ITU-R BS.1770: ffmpeg prints it where nothing passed. */
const gateLufs = -70
/** AAC at 192 kbit/s overshot limited peaks by 0.3-0.9 dB over the development recordings. */
const codecMarginDb = 1.2

export const measureFilter = 'ebur128=peak=true:framelog=verbose'
/** Loudness alone: half the work, where the peaks are known to be held. */
export const measureLoudnessFilter = 'ebur128=framelog=verbose'

/** Reads the summary that the `ebur128` filter prints when it ends. */
export const readLoudness = (log: string): Loudness => {
  const summary = log.slice(Math.max(0, log.lastIndexOf('Summary:')))
  const read = (pattern: RegExp): number | null => {
    const value = Number.parseFloat(pattern.exec(summary)?.[1] ?? '')
    return Number.isFinite(value) ? value : null
  }
  const integrated = read(/\bI:\s+(\S+) LUFS/)
  const truePeakDb = read(/True peak:\s+Peak:\s+(\S+) dBFS/)
  if (integrated === null || integrated <= gateLufs) return { integratedLufs: null, truePeakDb, rangeLu: null }
  return { integratedLufs: integrated, truePeakDb, rangeLu: read(/\bLRA:\s+(\S+) LU\b/) }
}

/** Where peaks are held before the encoder has had its say. */
export const firstCeilingDb = (target: LoudnessTarget): number => target.truePeakDb - codecMarginDb

/** First plan, from the mix as it is. Silence stays silent. */
export const planGain = (mix: Loudness, target: LoudnessTarget, ceilingDb = firstCeilingDb(target)): GainPlan => {
  if (mix.integratedLufs === null) return { gainDb: 0, ceilingDb: null, expectedLufs: null }
  const gainDb = Math.min(mostGainDb, target.integratedLufs - mix.integratedLufs)
  const peakDb = (mix.truePeakDb ?? 0) + gainDb
  return {
    gainDb,
    ceilingDb: peakDb > ceilingDb ? ceilingDb : null,
    expectedLufs: mix.integratedLufs + gainDb,
  }
}

/**
 * Next plan when holding peaks back took loudness with it: the missing part is added in front of the limiter. null when the
 * last one came out right (0.2 of the promised 0.5 LU) or can't be raised.
 */
export const correctGain = (plan: GainPlan, measured: Loudness, target: LoudnessTarget): GainPlan | null => {
  if (measured.integratedLufs === null || plan.ceilingDb === null) return null
  const missing = target.integratedLufs - measured.integratedLufs
  const gainDb = Math.min(mostGainDb, plan.gainDb + missing * limiterShare)
  if (Math.abs(missing) <= 0.2 || Math.abs(gainDb - plan.gainDb) < 0.05) return null
  // At the cap no more can be promised than what the last decibels add.
  const reachable = measured.integratedLufs + (gainDb - plan.gainDb)
  return {
    ...plan,
    gainDb,
    expectedLufs: gainDb < mostGainDb ? target.integratedLufs : Math.min(target.integratedLufs, reachable),
  }
}

/**
 * How the finished file missed its promise, and what the next attempt aims at: AAC lifts peaks, and drops the top of quiet noise.
 * null when it is right.
 */
export const correctAim = (
  aim: EncodeAim,
  gain: GainPlan,
  encoded: Loudness,
  promised: LoudnessTarget,
): EncodeAim | null => {
  const excessDb = Math.max(0, (encoded.truePeakDb ?? Number.NEGATIVE_INFINITY) - promised.truePeakDb)
  const isSilent = gain.expectedLufs === null || encoded.integratedLufs === null
  const missingLu = isSilent ? 0 : (gain.expectedLufs ?? 0) - aim.offsetLu - (encoded.integratedLufs ?? 0)
  // 0.3 of the promised 0.5 LU; a difference past 3 is no codec's doing and is left for the check to report.
  const isOff = Math.abs(missingLu) > 0.3 && Math.abs(missingLu) < 3 && gain.gainDb < mostGainDb
  if (excessDb === 0 && !isOff) return null
  return {
    offsetLu: aim.offsetLu + (isOff ? missingLu : 0),
    ceilingDb: excessDb === 0 ? aim.ceilingDb : aim.ceilingDb - excessDb - 0.2,
  }
}

/** What is aimed at before encoding so that the promise holds after it. */
export type EncodeAim = { readonly offsetLu: number; readonly ceilingDb: number }

/** Gain and peak limiting. The limiter works at four times the rate, where peaks between samples are samples. */
export const gainFilters = ({ gainDb, ceilingDb }: GainPlan): string[] => [
  `volume=${gainDb.toFixed(3)}dB:precision=float`,
  ...(ceilingDb === null
    ? []
    : [
        'aresample=192000',
        `alimiter=limit=${(10 ** (ceilingDb / 20)).toFixed(6)}:attack=5:release=80:level=0:latency=1`,
        'aresample=48000',
      ]),
  'aformat=sample_rates=48000:channel_layouts=stereo',
]
