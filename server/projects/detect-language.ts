import type { ServiceContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { voiceSegments } from '@/server/media/audio'
import { languageSamples } from '@/server/media/transcript/language-samples'
import type { ChunkRange } from '@/server/media/transcript/plan-chunks'
import type { AudioFeatures } from '@/server/media/types'
import type { SpeechEngine } from '@/server/ports/speech'
import { readPcm } from './read-pcm'

/** The sound as the stages before left it. */
export type Sound = { readonly wavPath: string; readonly features: AudioFeatures }

/**
 * What is spoken, by what an engine makes of up to three stretches: what two agree on, else the middle one's word. Settled once, so that
 * a doubtful chunk can't come back in another language. null where the engine can't tell.
 * @throws engine_unavailable, engine_failed, cancelled
 */
export const detectLanguage = async (
  ctx: ServiceContext,
  { wavPath, features }: Sound,
  engine: Pick<SpeechEngine, 'detectLanguage'>,
  chunks: readonly ChunkRange[],
): Promise<string | null> => {
  const votes: string[] = []
  for (const { startMs, endMs } of languageSamples(chunks, voiceSegments(features))) {
    const pcm = await readPcm(wavPath, startMs, endMs)
    const language = await engine.detectLanguage?.({ pcm, signal: ctx.signal })
    if (language == null) continue
    if (votes.includes(language)) return language
    votes.push(language)
  }
  return votes[0] ?? null
}

/** By the best engine that can tell and works; null without one. @throws cancelled */
export const detectByAnyEngine = async (
  ctx: ServiceContext,
  sound: Sound,
  chunks: readonly ChunkRange[],
): Promise<string | null> => {
  for (const engine of ctx.ports.speech) {
    if (engine.detectLanguage === undefined || !(await engine.availability('auto')).ok) continue
    try {
      return await detectLanguage(ctx, sound, engine, chunks)
    } catch (error) {
      if (!isDomainError(error, 'engine_unavailable') && !isDomainError(error, 'engine_failed')) throw error
      ctx.log.warn(`Speech engine ${engine.id} could not tell the language.`, { reason: error.message })
    }
  }
  return null
}
