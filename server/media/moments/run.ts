import type { MsRange } from '../types'
import type { Hit } from './cues'
import type { Talk, Unit } from './talk'

/** Consecutive whole units `[from, to]`, both ends included: what a clip of talk is made of. */
export type Run = MsRange & { readonly from: number; readonly to: number }

/** What a feature saw, still as places in the words; turned into `Evidence` for the candidates that are shown. */
export type Seen = {
  readonly signal: string
  readonly startWord: number
  readonly endWord: number
  readonly worth: number
}
export type Reading = { readonly value: number; readonly seen: readonly Seen[] }

export const seenAll = (unit: Unit, signal: string, worth: number): Seen => ({
  signal,
  startWord: unit.startWord,
  endWord: unit.endWord,
  worth,
})

export const startOfHit = (talk: Talk, hit: Hit): number => talk.words[hit.startWord]?.startMs ?? 0
export const endOfHit = (talk: Talk, hit: Hit): number => talk.words[hit.endWord - 1]?.endMs ?? 0

export const clamp01 = (value: number): number => Math.min(1, Math.max(0, value))

/** Of each cue only its strongest sighting counts: saying "never" five times is one claim. */
export const strongestPerSignal = (seen: readonly Seen[]): Seen[] => {
  const best = new Map<string, Seen>()
  for (const item of seen) {
    const known = best.get(item.signal)
    if (known === undefined || item.worth > known.worth) best.set(item.signal, item)
  }
  return [...best.values()].sort((a, b) => b.worth - a.worth || a.startWord - b.startWord)
}
