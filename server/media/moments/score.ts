import type { Evidence, FeatureScore, MsRange } from '../types'
import { readClarity } from './features/clarity'
import { readEmotion } from './features/emotion'
import { readHook } from './features/hook'
import { readNovelty } from './features/novelty'
import { readPayoff } from './features/payoff'
import type { Reading, Run, Seen } from './run'
import type { Talk } from './talk'

export type FeatureName = Exclude<FeatureScore['feature'], 'relative'>
export type Readings = Readonly<Record<FeatureName, Reading>>

/**
 * Points of 100. The opening decides whether a clip is watched at all and the ending whether it is shared, so they weigh most;
 * clarity is what a clip must not lack; novelty and emotion tell good from fine.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  hook: 30,
  payoff: 27,
  clarity: 18,
  novelty: 13,
  emotion: 12,
}
export const featureNames: readonly FeatureName[] = ['hook', 'clarity', 'payoff', 'emotion', 'novelty']

export const readRun = (talk: Talk, run: Run): Readings => ({
  hook: readHook(talk, run),
  clarity: readClarity(talk, run),
  payoff: readPayoff(talk, run),
  emotion: readEmotion(talk, run),
  novelty: readNovelty(talk, run),
})

/** 0-100 before calibration: what the moment is worth in absolute terms. */
export const rawScore = (values: Readonly<Record<FeatureName, { readonly value: number }>>): number =>
  featureNames.reduce((sum, name) => sum + values[name].value * weights[name], 0)

export type Calibration = (raw: number) => number

/**
 * From this raw score on a video's best moment tops it in the 90s (the best of the written talks reach 58-75, plain passages
 * 15-35, the best of short recordings without laughter or punctuation 30-40). A video whose best stays below has a lower top,
 * by the root: half the raw score still is worth 65.
 */
const goodRaw = 45
const topOfGood = 92
const perfectRaw = 80
const topOfPerfect = 99
/** A tenth of a video's passages is worse than this mark. */
const lowMark = { share: 0.1, score: 8 }
/** A video that is the same all over is not stretched into heroes and failures. */
const leastSpread = 18

/** Straight line through the video's low mark and its best moment, clipped to 0-100. */
export const calibrate = (raws: readonly number[]): Calibration => {
  const sorted = [...raws].sort((a, b) => a - b)
  const best = sorted.at(-1) ?? 0
  const low = Math.min(sorted[Math.floor(sorted.length * lowMark.share)] ?? 0, best - leastSpread)
  const top =
    best >= goodRaw
      ? topOfGood + (topOfPerfect - topOfGood) * Math.min(1, (best - goodRaw) / (perfectRaw - goodRaw))
      : topOfGood * Math.sqrt(Math.max(0, best) / goodRaw)
  const slope = (top - Math.min(lowMark.score, top)) / Math.max(1e-9, best - low)
  return (raw) => Math.min(100, Math.max(0, top - (best - raw) * slope))
}

/**
 * The list that sums to the score: five features and what the comparison with the rest of the video (and the creator's wish,
 * and a judge when there is one) adds or takes. `relative` has a weight of +100 or -100.
 */
export const featureScores = (
  values: Readonly<Record<FeatureName, { readonly value: number; readonly evidence: readonly Evidence[] }>>,
  score: number,
  relativeEvidence: readonly Evidence[],
): FeatureScore[] => {
  const own = featureNames.map((feature): FeatureScore => {
    const value = Math.round(values[feature].value * 10_000) / 10_000
    const weight = weights[feature]
    return { feature, value, weight, contribution: value * weight, evidence: values[feature].evidence }
  })
  const rest = score - own.reduce((sum, item) => sum + item.contribution, 0)
  const weight = rest < 0 ? -100 : 100
  const value = rest / weight
  return [...own, { feature: 'relative', value, weight, contribution: value * weight, evidence: relativeEvidence }]
}

export const roundScore = (score: number): number => Math.round(score * 10) / 10

/** The strongest sightings first; four say enough. */
const shownEvidence = 4
export const toEvidence = (talk: Talk, seen: readonly Seen[]): Evidence[] =>
  [...seen]
    .sort((a, b) => b.worth - a.worth || a.startWord - b.startWord)
    .slice(0, shownEvidence)
    .map((item) => ({
      ...timesOf(talk, item),
      signal: item.signal,
      text: talk.quote(item.startWord, item.endWord),
    }))

/** From the first that begins to the last that ends: people who talk at once are not written in the order of their ends. */
const timesOf = (talk: Talk, { startWord, endWord }: Seen): MsRange => {
  const said = talk.words.slice(startWord, endWord)
  return { startMs: Math.min(...said.map((word) => word.startMs)), endMs: Math.max(...said.map((word) => word.endMs)) }
}
