import type { AudioFeatures, MsRange } from '../types'
import { quantile } from './quantile'

export type SilenceOptions = {
  /** Shortest silence worth naming. */
  readonly minMs?: number
  /** Left at each end, so that a breath and a word's tail stay. */
  readonly padMs?: number
}

/** Below this probability nobody speaks: Silero's own closing threshold. */
const voiceLimit = 0.35
/** What a room may swing above its floor without anything happening in it. */
const aboveFloorDb = 8
/** This far under the speech is silent to the ear, whatever the floor is (a studio's floor is digital zero). */
const farUnderSpeechDb = 35
/** Nearer than this to the speech is never silence, however noisy the room. */
const nearSpeechDb = 12
/** One hop over the limit (a click, a chair) does not end a silence; the second does. */
const toleratedHops = 1

/**
 * Ranges where nobody speaks AND the level lies at the file's own noise floor: music, laughter or a slammed door in a pause
 * are no silence. In order, not overlapping, none when the whole file has no level to compare with.
 */
export const silences = (features: AudioFeatures, options: SilenceOptions = {}): MsRange[] => {
  const { minMs = 500, padMs = 0 } = options
  const { hopMs, levelDb, voice } = features
  const limitDb = quietLimitDb(features)
  const isQuiet = (hop: number) => (levelDb[hop] ?? 0) <= limitDb && (voice[hop] ?? 0) < voiceLimit
  const found: MsRange[] = []
  const close = (from: number, to: number) => {
    const range = { startMs: from * hopMs + padMs, endMs: to * hopMs - padMs }
    if (range.endMs - range.startMs >= minMs) found.push(range)
  }
  let from = -1
  let lastQuiet = -1
  for (let hop = 0; hop < levelDb.length; hop++) {
    if (isQuiet(hop)) {
      if (from < 0) from = hop
      lastQuiet = hop
    } else if (from >= 0 && (hop - lastQuiet > toleratedHops || (voice[hop] ?? 0) >= voiceLimit)) {
      close(from, lastQuiet + 1)
      from = -1
    }
  }
  if (from >= 0) close(from, lastQuiet + 1)
  return found
}

/** Highest level (dBFS) that still counts as silence in this file. */
export const quietLimitDb = ({ levelDb, voice }: AudioFeatures): number => {
  const voiced = levelDb.filter((_, hop) => (voice[hop] ?? 0) >= 0.5)
  const unvoiced = levelDb.filter((_, hop) => (voice[hop] ?? 0) < voiceLimit)
  const floorDb = quantile(unvoiced.length > 0 ? unvoiced : levelDb, 0.1)
  // Without speech the loud parts stand in for it.
  const speechDb = voiced.length > 0 ? quantile(voiced, 0.5) : quantile(levelDb, 0.9)
  return Math.min(speechDb - nearSpeechDb, Math.max(floorDb + aboveFloorDb, speechDb - farUnderSpeechDb))
}
