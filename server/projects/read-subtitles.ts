import type { ServiceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { splitWords } from '@/server/media/transcript/align-text'
import { guessLanguage } from '@/server/media/transcript/guess-language'
import { languageTag } from '@/server/media/transcript/language-tag'
import { parseSubtitles, type Subtitles } from '@/server/media/transcript/parse-subtitles'
import { placeCues } from '@/server/media/transcript/place-cues'
import { planChunks } from '@/server/media/transcript/plan-chunks'
import { hasSentenceMarks } from '@/server/media/transcript/sentences'
import { shareTime } from '@/server/media/transcript/share-time'
import type { Transcript, Word } from '@/server/media/types'
import { alignWords } from './align-words'
import { detectByAnyEngine, type Sound } from './detect-language'
import { type OwnSubtitles, told } from './open-subtitles'

export type ReadSubtitlesInput = {
  readonly durationMs: number
  /** null: the video has none. */
  readonly sound: Sound | null
  /** BCP 47 primary tag, or "auto". */
  readonly language: string
  readonly subtitles: OwnSubtitles
}

/** What is assumed where neither text nor sound tells. */
const defaultLanguage = 'en'
/** Of a word's time that stands on its cue's alone. */
const cueConfidence = 0.2

/**
 * A creator's own subtitles as a transcript: their text to the letter, their times from the sound where there is one.
 * @throws invalid_subtitles, limit_exceeded, engine_failed, cancelled
 */
export const readSubtitles = async (ctx: ServiceContext, input: ReadSubtitlesInput): Promise<Transcript> => {
  const { durationMs, sound, subtitles } = input
  const parsed = told(subtitles.name, () => parseSubtitles(subtitles.text))
  const cues = parsed.cues.filter((cue) => cue.startMs < durationMs)
  if (cues.length === 0) {
    throw new DomainError(
      'invalid_subtitles',
      `${subtitles.name}: every cue begins after the video's end. Give the subtitles of this video.`,
    )
  }
  const { language, remark } = await findLanguage(ctx, input, { ...parsed, cues })
  const words = await timeWords(ctx, { durationMs, sound, language, name: subtitles.name }, { ...parsed, cues })
  const late = parsed.cues.length - cues.length
  const reason = [
    `${subtitles.name} was given; its text is kept to the letter${late > 0 ? `, but for ${late} cue(s) that begin after the video's end` : ''}`,
    ...(sound === null ? ['the video has no sound, so its times are used as they are'] : []),
    ...(remark === null ? [] : [remark]),
  ].join('; ')
  const engine = { id: 'subtitles', version: '1', reason }
  return { language, words, isPunctuated: hasSentenceMarks(words), engine }
}

type Found = {
  readonly language: string
  /** Said in the report where nobody chose the language: a wrong one costs times, cuts and capitals. */
  readonly remark: string | null
}

const names = new Intl.DisplayNames(['en'], { type: 'language' })

const findLanguage = async (
  ctx: ServiceContext,
  { durationMs, sound, language }: ReadSubtitlesInput,
  { cues, language: said }: Subtitles,
): Promise<Found> => {
  if (language !== 'auto') return { language, remark: null }
  const written = said === null ? null : languageTag(said)
  if (written !== null) return { language: written, remark: null }
  const text = cues.map((cue) => cue.words.map((word) => word.text).join(' ')).join('\n')
  const read = guessLanguage(text)
  if (read !== null) return { language: read, remark: `its language was not chosen and reads as ${names.of(read)}` }
  const heard = sound && (await detectByAnyEngine(ctx, sound, planChunks(durationMs, sound.features)))
  if (heard !== null)
    return { language: heard, remark: `its language was not chosen and sounds like ${names.of(heard)}` }
  return {
    language: defaultLanguage,
    remark: `its language was not chosen and could not be told: it is taken for ${names.of(defaultLanguage)}`,
  }
}

/** What a file gives as one word is a sentence in a script without spaces, often enough. */
const wholeWords = (word: Word): Word[] =>
  shareTime(splitWords(word.text), word).map((part): Word => ({ ...word, ...part }))

type Timing = Omit<ReadSubtitlesInput, 'subtitles'> & { readonly name: string }

/** Times from the sound. Where no aligner knows the language, a file's own word times are better than shares of its cues. */
const timeWords = async (
  ctx: ServiceContext,
  { durationMs, sound, language, name }: Timing,
  { cues, words }: Subtitles,
): Promise<readonly Word[]> => {
  const isAlignable = sound !== null && (await ctx.ports.aligner.availability(language)).ok
  if (!isAlignable && words !== null) return words.filter((word) => word.startMs < durationMs).flatMap(wholeWords)
  const texts = cues.map(({ startMs, endMs, words: said }) => ({
    startMs,
    endMs,
    text: said.map(({ text }) => text).join(' '),
  }))
  const timed =
    sound === null
      ? placeCues(texts, durationMs)?.map((word): Word => ({ ...word, confidence: cueConfidence }))
      : await alignWords(ctx, { ...sound, durationMs, language, cues: texts })
  if (timed === undefined) {
    throw new DomainError('invalid_subtitles', `${name}: the text has more words than the video has room for.`)
  }
  const speakers = cues.flatMap((cue) => cue.words.flatMap(({ text, speaker }) => splitWords(text).map(() => speaker)))
  return timed.map((word, index) => {
    const speaker = speakers[index]
    return speaker === undefined ? word : { ...word, speaker }
  })
}
