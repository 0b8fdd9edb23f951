import type { AudioFeatures, MsRange, Transcript, Word } from '../../types'
import type { MomentOptions } from '../propose'

/** Test speech: sentences said one after the other at an even pace, 60 ms a letter and half a second between sentences. */
export const spoken = (
  sentences: readonly string[],
  options: { readonly language?: string; readonly isPunctuated?: boolean; readonly fromMs?: number } = {},
): { readonly transcript: Transcript; readonly durationMs: number } => {
  const words: Word[] = []
  let ms = options.fromMs ?? 500
  for (const sentence of sentences) {
    for (const text of sentence.split(' ')) {
      const endMs = ms + 100 + 60 * text.length
      words.push({ text, startMs: ms, endMs, confidence: 0.95 })
      ms = endMs + 40
    }
    ms += 460
  }
  return {
    transcript: {
      language: options.language ?? 'en',
      words,
      isPunctuated: options.isPunctuated ?? true,
      engine: { id: 'written', version: '1', reason: 'test' },
    },
    durationMs: ms + 1000,
  }
}

export const defaultOptions: MomentOptions = {
  count: null,
  minS: 15,
  maxS: 60,
  prompt: null,
  ranges: null,
  language: 'en',
}

/** Even sound at -20 dB with laughter in the given places. */
export const laughterAt = (durationMs: number, places: readonly MsRange[], levelDb = -20): AudioFeatures => {
  const hopMs = 32
  const hops = Math.ceil(durationMs / hopMs)
  const inside = (hop: number) => places.some((place) => hop * hopMs < place.endMs && (hop + 1) * hopMs > place.startMs)
  return {
    hopMs,
    levelDb: Float32Array.from({ length: hops }, () => levelDb),
    voice: new Float32Array(hops).fill(0.9),
    flux: new Float32Array(hops),
    laughter: Float32Array.from({ length: hops }, (_nothing, hop) => (inside(hop) ? 1 : 0)),
  }
}
