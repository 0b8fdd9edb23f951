import type { AudioFeatures, MsRange } from '../types'

export type VoiceOptions = {
  /** Probability that opens a segment, and the lower one that keeps it open: a dip inside a word must not split it. */
  readonly onset?: number
  readonly offset?: number
  readonly minVoiceMs?: number
  /** Shorter gaps are bridged. */
  readonly minGapMs?: number
}

/**
 * Where somebody speaks, in order, not overlapping. Defaults are Silero's own thresholds (0.5, 0.35); a syllable lasts about
 * 200 ms, so voice shorter than half of that is a click, and a gap under 200 ms is a stop consonant.
 */
export const voiceSegments = (features: AudioFeatures, options: VoiceOptions = {}): MsRange[] => {
  const { onset = 0.5, offset = 0.35, minVoiceMs = 96, minGapMs = 200 } = options
  const { voice, hopMs } = features
  const found: { startMs: number; endMs: number }[] = []
  let openedAt = -1
  for (let hop = 0; hop <= voice.length; hop++) {
    const probability = hop < voice.length ? (voice[hop] ?? 0) : -1
    if (openedAt < 0 && probability >= onset) openedAt = hop
    if (openedAt < 0 || probability >= offset) continue
    const startMs = openedAt * hopMs
    openedAt = -1
    const last = found.at(-1)
    if (last && startMs - last.endMs < minGapMs) last.endMs = hop * hopMs
    else found.push({ startMs, endMs: hop * hopMs })
  }
  return found.filter((range) => range.endMs - range.startMs >= minVoiceMs)
}
