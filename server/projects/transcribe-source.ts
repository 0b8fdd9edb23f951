import type { ServiceContext } from '@/server/context'
import { isDomainError, throwIfCancelled } from '@/server/errors'
import { totalMs } from '@/server/media/time'
import { type ChunkWords, joinChunks } from '@/server/media/transcript/join-chunks'
import { type ChunkRange, planChunks } from '@/server/media/transcript/plan-chunks'
import { silentTranscript } from '@/server/media/transcript/silent-transcript'
import type { EngineNote, SourceInfo, Transcript, Word } from '@/server/media/types'
import type { SpeechEngine } from '@/server/ports/speech'
import { remember } from '@/server/stage-cache'
import { chooseEngine } from './choose-engine'
import { detectLanguage, type Sound } from './detect-language'
import type { OwnSubtitles } from './open-subtitles'
import { readPcm } from './read-pcm'
import { readSubtitles } from './read-subtitles'

export type TranscribeInput = {
  readonly source: SourceInfo
  /** null: the source has none. */
  readonly sound: Sound | null
  /** BCP 47 primary tag, or "auto". */
  readonly language: string
  /** "auto" or an engine's id; not used when subtitles are given. */
  readonly engine: string
  readonly subtitles: OwnSubtitles | null
}

/** Raised by hand when the preparation of a chunk changes what an engine hears, or its answer is read in another way. */
const chunkVersion = 2
const contextWords = 24
/** What is assumed where nobody says and the engine can't tell. */
const defaultLanguage = 'en'

/**
 * What is said, word by word, on the source's timeline. Subtitles keep their text to the letter and get their times from the
 * sound if there is any; else the chosen engine listens to chunk after chunk, each of which is remembered as soon as it is done. Without any
 * speech the transcript has no words.
 * @throws engine_unavailable, engine_failed, invalid_subtitles, limit_exceeded, invalid_request, cancelled
 */
export const transcribeSource = async (ctx: ServiceContext, input: TranscribeInput): Promise<Transcript> => {
  const transcript = await read(ctx, input)
  ctx.onProgress({ share: 1 })
  return transcript
}

const read = async (ctx: ServiceContext, input: TranscribeInput): Promise<Transcript> => {
  const { source, sound, language, subtitles } = input
  if (subtitles !== null) return readSubtitles(ctx, { durationMs: source.durationMs, sound, language, subtitles })
  return sound === null ? silentTranscript(language) : listen(ctx, { ...input, sound })
}

type ListenInput = TranscribeInput & { readonly sound: Sound }

const listen = async (ctx: ServiceContext, input: ListenInput): Promise<Transcript> => {
  const chunks = planChunks(input.source.durationMs, input.sound.features)
  const passedOver = new Map<string, string>()
  for (;;) {
    const { engine, note } = await chooseEngine(ctx.ports.speech, input.engine, input.language, {
      passedOver,
      signal: ctx.signal,
    })
    const heard: ChunkWords[] = []
    try {
      const language =
        input.language === 'auto'
          ? ((await detectLanguage(ctx, input.sound, engine, chunks)) ?? defaultLanguage)
          : input.language
      await hearAll(ctx, { ...input, language }, { engine, note, chunks }, heard)
      return { language, words: joinChunks(heard), isPunctuated: engine.isPunctuated, engine: note }
    } catch (error) {
      // `auto` promises the best engine that works: one that fails before its first word makes room for the next.
      const mayFallBack = input.engine === 'auto' && heard.length === 0
      if (!mayFallBack || !isDomainError(error, 'engine_unavailable')) throw error
      passedOver.set(engine.id, error.message)
      ctx.log.warn(`Speech engine ${engine.id} could not start; trying the next.`, { reason: error.message })
    }
  }
}

const hearAll = async (
  ctx: ServiceContext,
  input: ListenInput,
  { engine, note, chunks }: { engine: SpeechEngine; note: EngineNote; chunks: readonly ChunkRange[] },
  heard: ChunkWords[],
): Promise<void> => {
  const lengthMs = totalMs(chunks)
  const startedAt = ctx.clock.now()
  let doneMs = 0
  let next = 0
  let failure: unknown
  // One failed chunk stops the others: their results so far are remembered, and nothing runs on behind an error.
  const stop = new AbortController()
  const signal = AbortSignal.any([ctx.signal, stop.signal])
  const work = async () => {
    for (let index = next++; index < chunks.length && failure === undefined; index = next++) {
      const range = chunks[index]
      if (range === undefined) return
      throwIfCancelled(signal)
      // Chunks in flight together can't lean on one another's words.
      const context = engine.parallelism === 1 ? lastWords(heard[index - 1]) : ''
      heard[index] = { range, words: await hearChunk(ctx, input, { engine, note, range, context, signal }) }
      doneMs += range.endMs - range.startMs
      const elapsedMs = ctx.clock.now() - startedAt
      ctx.onProgress({ share: doneMs / lengthMs, ...(elapsedMs > 0 ? { speed: doneMs / elapsedMs } : {}) })
    }
  }
  const workers = Array.from({ length: Math.max(1, Math.min(engine.parallelism, chunks.length)) }, () =>
    work().catch((error: unknown) => {
      failure ??= error
      stop.abort()
    }),
  )
  await Promise.all(workers)
  if (failure !== undefined) throw failure
}

type Hearing = {
  readonly engine: SpeechEngine
  readonly note: EngineNote
  readonly range: ChunkRange
  readonly context: string
  readonly signal: AbortSignal
}

const hearChunk = async (
  ctx: ServiceContext,
  { source, sound, language }: ListenInput,
  { engine, note, range, context, signal }: Hearing,
): Promise<readonly Word[]> =>
  remember(
    ctx,
    {
      stage: 'speech-chunk',
      version: chunkVersion,
      contentHash: source.contentHash,
      params: {
        track: source.audioIndex,
        ...(source.mixedWith && { mixedWith: source.mixedWith }),
        startMs: range.startMs,
        endMs: range.endMs,
        language,
        context,
      },
      engines: [engine.id, note.version],
    },
    async () => {
      const pcm = await readPcm(sound.wavPath, range.startMs, range.endMs)
      return engine.transcribe({ pcm, language, context, signal })
    },
  )

const lastWords = (chunk: ChunkWords | undefined): string =>
  chunk === undefined
    ? ''
    : chunk.words
        .slice(-contextWords)
        .map(({ text }) => text)
        .join(' ')
