import type { ServiceContext } from '@/server/context'
import { DomainError, isDomainError, throwIfCancelled } from '@/server/errors'
import { totalMs } from '@/server/media/time'
import { type ChunkWords, joinChunks } from '@/server/media/transcript/join-chunks'
import { parseSubtitles, type Subtitles } from '@/server/media/transcript/parse-subtitles'
import { type ChunkRange, planChunks } from '@/server/media/transcript/plan-chunks'
import { hasSentenceMarks } from '@/server/media/transcript/sentences'
import { SubtitleProblem } from '@/server/media/transcript/subtitle-problem'
import type { AudioFeatures, EngineNote, SourceInfo, Transcript, Word } from '@/server/media/types'
import type { SpeechEngine } from '@/server/ports/speech'
import { remember } from '@/server/stage-cache'
import { alignWords } from './align-words'
import { chooseEngine } from './choose-engine'
import { readPcm } from './read-pcm'

export type TranscribeInput = {
  readonly source: SourceInfo
  readonly wavPath: string
  readonly features: AudioFeatures
  /** BCP 47 primary tag, or "auto". */
  readonly language: string
  /** "auto" or an engine's id; not used when subtitles are given. */
  readonly engine: string
  /** The file's name (its ending tells the format) and text. */
  readonly subtitles: { readonly name: string; readonly text: string } | null
}

/** Raised by hand when the preparation of a chunk changes what an engine hears. */
const chunkVersion = 1
const contextWords = 24
/** What is assumed where nobody says and the engine can't tell. */
const defaultLanguage = 'en'

/**
 * What is said, word by word, on the source's timeline. Subtitles keep their text to the letter and get their times from the
 * sound; else the chosen engine listens to chunk after chunk, each of which is remembered as soon as it is done. Without any
 * speech the transcript has no words.
 * @throws engine_unavailable, engine_failed, invalid_subtitles, limit_exceeded, invalid_request, cancelled
 */
export const transcribeSource = async (ctx: ServiceContext, input: TranscribeInput): Promise<Transcript> => {
  const transcript = input.subtitles === null ? await listen(ctx, input) : await read(ctx, input, input.subtitles)
  ctx.onProgress({ share: 1 })
  return transcript
}

const read = async (
  ctx: ServiceContext,
  { source, wavPath, features, language }: TranscribeInput,
  subtitles: { readonly name: string; readonly text: string },
): Promise<Transcript> => {
  const parsed = parse(subtitles)
  const spoken = language !== 'auto' ? language : (parsed.language ?? defaultLanguage)
  const { durationMs } = source
  const cues = parsed.cues.filter((cue) => cue.startMs < durationMs)
  if (cues.length === 0) {
    throw new DomainError(
      'invalid_subtitles',
      `${subtitles.name}: every cue begins after the video's end. Give the subtitles of this video.`,
    )
  }
  const words = await timeWords(ctx, { wavPath, durationMs, features, language: spoken }, { ...parsed, cues })
  const late = parsed.cues.length - cues.length
  const engine: EngineNote = {
    id: 'subtitles',
    version: '1',
    reason: `${subtitles.name} was given; its text is kept to the letter${late > 0 ? `, but for ${late} cue(s) that begin after the video's end` : ''}`,
  }
  return { language: spoken, words, isPunctuated: hasSentenceMarks(words), engine }
}

const parse = ({ name, text }: { readonly name: string; readonly text: string }): Subtitles => {
  try {
    return parseSubtitles(text)
  } catch (error) {
    if (!(error instanceof SubtitleProblem)) throw error
    const code = error.kind === 'invalid' ? 'invalid_subtitles' : 'limit_exceeded'
    throw new DomainError(code, `${name}, ${error.message}.`, { cause: error, details: { line: error.line } })
  }
}

type Sound = {
  readonly wavPath: string
  readonly durationMs: number
  readonly features: AudioFeatures
  readonly language: string
}

/** Times from the sound. Where no aligner knows the language, a file's own word times are better than shares of its cues. */
const timeWords = async (ctx: ServiceContext, sound: Sound, { cues, words }: Subtitles): Promise<readonly Word[]> => {
  const aligner = await ctx.ports.aligner.availability(sound.language)
  if (!aligner.ok && words !== null) return words.filter((word) => word.startMs < sound.durationMs)
  const spoken = cues.flatMap((cue) => cue.words)
  const aligned = await alignWords(ctx, {
    ...sound,
    cues: cues.map(({ startMs, endMs, words: said }) => ({
      startMs,
      endMs,
      text: said.map(({ text }) => text).join(' '),
    })),
  })
  if (aligned.length !== spoken.length) return aligned
  return aligned.map((word, index) => {
    const speaker = spoken[index]?.speaker
    return speaker === undefined ? word : { ...word, speaker }
  })
}

const listen = async (ctx: ServiceContext, input: TranscribeInput): Promise<Transcript> => {
  const chunks = planChunks(input.source.durationMs, input.features)
  const passedOver = new Map<string, string>()
  for (;;) {
    const { engine, note } = await chooseEngine(ctx.ports.speech, input.engine, input.language, {
      passedOver,
      signal: ctx.signal,
    })
    const heard: ChunkWords[] = []
    try {
      const language = await findLanguage(ctx, input, engine, chunks)
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

/** The language is settled once, on the first chunk, so that a doubtful later chunk can't come back in another one. */
const findLanguage = async (
  ctx: ServiceContext,
  { wavPath, language }: TranscribeInput,
  engine: SpeechEngine,
  chunks: readonly ChunkRange[],
): Promise<string> => {
  const first = chunks[0]
  if (language !== 'auto' || first === undefined || engine.detectLanguage === undefined) {
    return language === 'auto' ? defaultLanguage : language
  }
  const pcm = await readPcm(wavPath, first.startMs, first.endMs)
  return (await engine.detectLanguage({ pcm, signal: ctx.signal })) ?? defaultLanguage
}

const hearAll = async (
  ctx: ServiceContext,
  input: TranscribeInput,
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
  { source, wavPath, language }: TranscribeInput,
  { engine, note, range, context, signal }: Hearing,
): Promise<readonly Word[]> =>
  remember(
    ctx,
    {
      stage: 'speech-chunk',
      version: chunkVersion,
      contentHash: source.contentHash,
      params: { track: source.audioIndex, startMs: range.startMs, endMs: range.endMs, language, context },
      engines: [engine.id, note.version],
    },
    async () => {
      const pcm = await readPcm(wavPath, range.startMs, range.endMs)
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
