import type { MsRange, Track } from '../types'
import { type MouthSample, mouthActivity } from './mouth-activity'

/** One decision of the path: a fifth of a second, like the samples under it. */
export const stepMs = 200

/** Where a track may be chosen around its samples: half the longest gap that tracking bridges. */
const reachMs = 600
/**
 * The activity at which a mouth is as likely to speak as not: midway, in logarithms, between living faces in silence (0.0015 to
 * 0.002) and the quietest twentieth of speaking windows (0.007). Still panes have 0.0005, the median speaker 0.019.
 */
const evenActivity = 0.0035
/** Keeps the logarithm of a motionless mouth finite. */
const floorActivity = 0.0005
/** Evidence per step and factor e of activity: windows overlap six-fold, so a step is worth a sixth of its window's. */
const weight = 0.7
const strongest = 1.6
/** A single face that is on screen while somebody speaks is most often the one who does: only a still mouth denies it. */
const aloneBonus = 0.25
/** Lips unseen (profile, hand): a lone face is believed, one of several only if the others are clearly still. */
const unseen = { alone: 0.3, among: -0.25 } as const

/** What speaks for each visible track (index in `tracks`) against "nobody in the picture", which has 0. */
export type Step = MsRange & { readonly isVoiced: boolean; readonly scores: ReadonlyMap<number, number> }

/** The shot's time in steps, each with its candidates; outside voice all scores are 0. */
export const scoreSteps = (
  shot: MsRange,
  tracks: readonly (readonly [number, Track])[],
  voiced: readonly MsRange[],
  pictureHeightPx: number,
): Step[] => {
  const mouths = tracks.map(([index, track]) => ({ index, at: cursorOver(mouthActivity(track, pictureHeightPx)) }))
  const steps: Step[] = []
  let next = 0
  for (let startMs = shot.startMs; startMs < shot.endMs; startMs += stepMs) {
    const endMs = Math.min(shot.endMs, startMs + stepMs)
    const middleMs = (startMs + endMs) / 2
    while ((voiced[next]?.endMs ?? Number.POSITIVE_INFINITY) <= middleMs) next++
    const isVoiced = (voiced[next]?.startMs ?? Number.POSITIVE_INFINITY) <= middleMs
    const visible = mouths.flatMap(({ index, at }) => {
      const sample = at(middleMs)
      return sample === null ? [] : [{ index, activity: sample.activity }]
    })
    const isAlone = visible.length === 1
    const scores = new Map(
      visible.map(({ index, activity }) => [index, isVoiced ? evidence(activity, isAlone) : 0] as const),
    )
    steps.push({ startMs, endMs, isVoiced, scores })
  }
  return steps
}

const evidence = (activity: number | null, isAlone: boolean): number => {
  if (activity === null) return isAlone ? unseen.alone : unseen.among
  const log = Math.log((activity + floorActivity) / evenActivity)
  return Math.max(-strongest, Math.min(strongest, weight * log + (isAlone ? aloneBonus : 0)))
}

/** The sample nearest to a time that only moves forward; null when none is near. */
const cursorOver = (samples: readonly MouthSample[]) => {
  let at = 0
  return (tMs: number): MouthSample | null => {
    const away = (index: number) => Math.abs((samples[index]?.tMs ?? Number.POSITIVE_INFINITY) - tMs)
    while (at + 1 < samples.length && away(at + 1) <= away(at)) at++
    return away(at) <= reachMs ? (samples[at] ?? null) : null
  }
}
