import type { AudioFeatures, MsRange } from '../types'

/** A stretch of sound for one call of a speech engine. Neighbours share time only where speech had to be cut. */
export type ChunkRange = MsRange & { readonly overlapsPrevious: boolean }

/** Whisper hears 30 s at a time; hosted ones and PocketSphinx have no better length. */
const longestMs = 30_000
const preferredFromMs = 20_000
const acceptedFromMs = 10_000
/** Speech is cut with this much on both sides of the next chunk's start: room for four to six words to match. */
const overlapMs = 2_000
/** Half of Silero's usual threshold of 0.5: a doubtful hop counts as speech, so that no soft word is thrown away. */
const quietBelow = 0.25
/** Shorter gaps are closures of consonants inside words. */
const shortestPauseMs = 250
/** Kept of a pause on either side: soft first and last sounds that the detector misses. */
const breathMs = 500
/** A pause this long always ends a chunk: recognisers invent words in long silence, and mishear the speech around it. */
const longSilenceMs = 5_000
const levelWindowMs = 200

/**
 * Covers all speech with chunks of at most 30 s. Cuts lie in the longest pause of the last third; where people do not pause,
 * in the quietest spot, with overlap. Silence between chunks is left out; without any speech there are no chunks.
 */
export const planChunks = (
  durationMs: number,
  features: Pick<AudioFeatures, 'hopMs' | 'voice' | 'levelDb'>,
): ChunkRange[] => {
  const pauses = findPauses(durationMs, features)
  const chunks: ChunkRange[] = []
  let overlapsPrevious = false
  let startMs = 0
  while (startMs < durationMs) {
    const leading = overlapsPrevious
      ? undefined
      : pauses.find((pause) => pause.startMs <= startMs && pause.endMs > startMs)
    if (leading !== undefined) {
      startMs = Math.max(startMs, leading.endMs >= durationMs ? durationMs : leading.endMs - breathMs)
      if (startMs >= durationMs) break
    }
    const cut = chooseCut(startMs, durationMs, pauses, features)
    chunks.push({ startMs, endMs: cut.endMs, overlapsPrevious })
    overlapsPrevious = cut.overlaps
    startMs = cut.nextStartMs
  }
  return chunks
}

type Cut = { readonly endMs: number; readonly nextStartMs: number; readonly overlaps: boolean }

const chooseCut = (
  startMs: number,
  durationMs: number,
  pauses: readonly MsRange[],
  features: Pick<AudioFeatures, 'hopMs' | 'levelDb'>,
): Cut => {
  const limitMs = startMs + longestMs
  const inReach = pauses.filter((pause) => pause.startMs > startMs && cutWithin(pause).endMs <= limitMs)
  const longSilence = inReach.find((pause) => pause.endMs - pause.startMs >= longSilenceMs)
  if (longSilence !== undefined) return cutWithin(longSilence)
  if (durationMs <= limitMs) return { endMs: durationMs, nextStartMs: durationMs, overlaps: false }
  for (const fromMs of [preferredFromMs, acceptedFromMs]) {
    const longest = longestOf(inReach.filter((pause) => cutWithin(pause).endMs >= startMs + fromMs))
    if (longest !== undefined) return cutWithin(longest)
  }
  const seamMs = quietestMs(startMs + preferredFromMs, limitMs - overlapMs / 2, features)
  return { endMs: seamMs + overlapMs / 2, nextStartMs: seamMs - overlapMs / 2, overlaps: true }
}

/** A short pause is cut in its middle, a long one gives a breath to either side. */
const cutWithin = (pause: MsRange): Cut => {
  const middleMs = Math.floor((pause.startMs + pause.endMs) / 2)
  return {
    endMs: Math.min(middleMs, pause.startMs + breathMs),
    nextStartMs: Math.max(middleMs, pause.endMs - breathMs),
    overlaps: false,
  }
}

const longestOf = (pauses: readonly MsRange[]): MsRange | undefined =>
  pauses.reduce<MsRange | undefined>(
    (best, pause) => (best === undefined || pause.endMs - pause.startMs >= best.endMs - best.startMs ? pause : best),
    undefined,
  )

const findPauses = (durationMs: number, { hopMs, voice }: Pick<AudioFeatures, 'hopMs' | 'voice'>): MsRange[] => {
  const pauses: MsRange[] = []
  let quietFromMs: number | null = null
  const hops = Math.ceil(durationMs / hopMs)
  for (let hop = 0; hop <= hops; hop++) {
    // Past the detector's last hop nothing is known to be speech.
    const isQuiet = hop < hops && (voice[hop] ?? 0) < quietBelow
    if (isQuiet) {
      quietFromMs ??= hop * hopMs
    } else if (quietFromMs !== null) {
      const endMs = Math.min(durationMs, hop * hopMs)
      if (endMs - quietFromMs >= shortestPauseMs || endMs === durationMs) pauses.push({ startMs: quietFromMs, endMs })
      quietFromMs = null
    }
  }
  return pauses
}

/** Middle of the softest 200 ms: the likeliest spot between two words. */
const quietestMs = (
  fromMs: number,
  toMs: number,
  { hopMs, levelDb }: Pick<AudioFeatures, 'hopMs' | 'levelDb'>,
): number => {
  const windowHops = Math.max(1, Math.round(levelWindowMs / hopMs))
  let best = { level: Number.POSITIVE_INFINITY, ms: Math.floor((fromMs + toMs) / 2) }
  for (
    let hop = Math.ceil(fromMs / hopMs);
    (hop + windowHops) * hopMs <= toMs && hop + windowHops <= levelDb.length;
    hop++
  ) {
    let level = 0
    for (let offset = 0; offset < windowHops; offset++) level += levelDb[hop + offset] ?? 0
    if (level < best.level) best = { level, ms: Math.floor((hop + windowHops / 2) * hopMs) }
  }
  return best.ms
}
