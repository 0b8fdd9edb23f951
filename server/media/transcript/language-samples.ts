import { overlapMs } from '../time'
import type { MsRange } from '../types'

/** Where in the sound the language is listened for: jingles and greetings stand at its ends. */
const places = [0.5, 0.2, 0.8] as const
/** Against the chunk with most voice: with less than this there is little to tell a language by. */
const enoughVoice = 0.6

/**
 * Up to three chunks that say what is spoken, the likeliest to be right first: the one nearest each place among those with much voice,
 * none twice.
 */
export const languageSamples = <T extends MsRange>(chunks: readonly T[], voiced: readonly MsRange[]): T[] => {
  const voiceIn = (chunk: T) => voiced.reduce((sum, range) => sum + overlapMs(chunk, range), 0)
  const heard = chunks.map((chunk) => ({ chunk, voicedMs: voiceIn(chunk) }))
  const most = Math.max(0, ...heard.map(({ voicedMs }) => voicedMs))
  const left = new Set(heard.filter(({ voicedMs }) => voicedMs >= most * enoughVoice).map(({ chunk }) => chunk))
  const endMs = chunks.reduce((latest, chunk) => Math.max(latest, chunk.endMs), 0)
  return places.flatMap((place) => {
    const away = (chunk: T) => Math.abs((chunk.startMs + chunk.endMs) / 2 - place * endMs)
    const nearest = [...left].reduce<T | null>(
      (best, chunk) => (best && away(best) <= away(chunk) ? best : chunk),
      null,
    )
    if (nearest === null) return []
    left.delete(nearest)
    return [nearest]
  })
}
