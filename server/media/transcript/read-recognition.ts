import { z } from 'zod'
import type { MsRange, Word } from '../types'
import { splitWords } from './align-text'
import { matchWords } from './match-words'
import { shareTime } from './share-time'
import { hasUnspaced, signsOf } from './unspaced-script'

const seconds = z.number().nullish()
const wordShape = z.object({
  word: z.string().optional(),
  text: z.string().optional(),
  start: seconds,
  end: seconds,
  probability: z.number().nullish(),
})
const segmentShape = z.object({
  text: z.string().default(''),
  start: seconds,
  end: seconds,
  avg_logprob: z.number().nullish(),
  no_speech_prob: z.number().nullish(),
  words: z.array(wordShape).nullish(),
})
const recognitionShape = z.object({
  text: z.string().nullish(),
  language: z.string().nullish(),
  words: z.array(wordShape).nullish(),
  segments: z.array(segmentShape).nullish(),
})

type Segment = z.infer<typeof segmentShape>
type TimedText = MsRange & { readonly text: string; readonly confidence: number }

export type Recognition = { readonly words: readonly Word[]; readonly language: string | null }

/** Where a service says nothing of its certainty: neither sure nor doubtful. */
const unknownConfidence = 0.8
/** Whisper's own rule for a segment that it made up in silence (openai/whisper `transcribe.py` defaults). */
const noSpeechAbove = 0.6
const doubtfulBelow = -1

/**
 * Words of one chunk from the `verbose_json` dialects: OpenAI and Groq (bare words beside punctuated segments), whisper.cpp
 * (pieces of words inside segments), faster-whisper servers (punctuated words), and servers that give segments or text alone.
 * Spelling and marks come from the text, times from the words; what has no time of its own shares its neighbours'.
 * null when it is none of these.
 */
export const readRecognition = (json: unknown, chunkMs: number): Recognition | null => {
  const parsed = recognitionShape.safeParse(json)
  if (!parsed.success) return null
  const { text, language, words, segments } = parsed.data
  if (text == null && words == null && segments == null) return null
  const spoken = (segments ?? []).filter((segment) => !isInvented(segment))
  const invented = (segments ?? []).filter(isInvented)
  const pieces = words?.length ? words : spoken.flatMap((segment) => segment.words ?? [])
  const heard = wholeWords(pieces, spoken, chunkMs).filter(
    (word) => !invented.some((segment) => isWithin(word, segment)),
  )
  const written = segments?.length ? spoken.map((segment) => segment.text).join(' ') : (text ?? '')
  const pieceTexts = heard.map((piece) => piece.text)
  const tokens = splitWords(written === '' && isUnspaced(pieceTexts) ? pieceTexts.join('') : written)
  const carry = isUnspaced(tokens) ? carrySigns : carryText
  const timed = heard.length > 0 ? carry(heard, tokens, chunkMs) : spreadText(spoken, tokens, chunkMs)
  return { words: inOrder(timed), language: language || null }
}

/** Whether most of it is written without spaces: engines then time single signs or pieces, never words. */
const isUnspaced = (tokens: readonly string[]): boolean => tokens.filter(hasUnspaced).length * 2 > tokens.length

/** Words that had to be put where there is no room push the next ones on by a millisecond each. */
const inOrder = (words: readonly Word[]): Word[] => {
  let earliestMs = 0
  return words.map((word) => {
    const startMs = Math.max(earliestMs, word.startMs)
    earliestMs = startMs
    return { ...word, startMs, endMs: Math.max(startMs + 1, word.endMs) }
  })
}

const isInvented = (segment: Segment): boolean =>
  (segment.no_speech_prob ?? 0) > noSpeechAbove && (segment.avg_logprob ?? 0) < doubtfulBelow

const toMs = (value: number | null | undefined): number | null => (value == null ? null : Math.round(value * 1000))

const isWithin = (word: MsRange, segment: Segment): boolean =>
  word.startMs >= (toMs(segment.start) ?? Number.POSITIVE_INFINITY) && word.startMs < (toMs(segment.end) ?? 0)

/** A piece without a space before it goes on from the piece before, where the server writes the spaces at all. */
const wholeWords = (
  pieces: readonly z.infer<typeof wordShape>[],
  segments: readonly Segment[],
  chunkMs: number,
): TimedText[] => {
  const texts = pieces.map((piece) => piece.word ?? piece.text ?? '')
  const writesSpaces = texts.filter((text) => /^\s/u.test(text)).length * 2 > texts.length
  const whole: TimedText[] = []
  pieces.forEach((piece, index) => {
    const text = texts[index] ?? ''
    // "[_BEG_]", "<|0.00|>": marks of the machine, not words.
    if (/^\s*(?:\[_|<\|)/.test(text)) return
    const previous = whole.at(-1)
    const startMs = toMs(piece.start) ?? previous?.endMs ?? 0
    const endMs = Math.max(startMs + 1, toMs(piece.end) ?? Math.min(chunkMs, startMs + 1))
    if (writesSpaces && previous !== undefined && !/^\s/u.test(text)) {
      whole[whole.length - 1] = {
        ...previous,
        text: previous.text + text.trim(),
        endMs: Math.max(previous.endMs, endMs),
      }
    } else if (text.trim() !== '') {
      whole.push({ text: text.trim(), startMs, endMs, confidence: confidenceOf(piece.probability, startMs, segments) })
    }
  })
  return whole
}

const confidenceOf = (
  probability: number | null | undefined,
  startMs: number,
  segments: readonly Segment[],
): number => {
  const logprob = segments.find((segment) => isWithin({ startMs, endMs: startMs }, segment))?.avg_logprob
  const value = probability ?? (logprob == null ? unknownConfidence : Math.exp(logprob))
  return Math.max(0, Math.min(1, value))
}

/** Walks both spellings side by side: equal words are anchors; between anchors the tokens share the time of what was heard. */
const carryText = (heard: readonly TimedText[], tokens: readonly string[], chunkMs: number): Word[] => {
  const pairs = matchWords(
    heard.map(({ text }) => text),
    tokens,
  )
  const words: Word[] = []
  let run = { heard: [] as TimedText[], tokens: [] as string[] }
  const flush = (untilMs: number) => {
    words.push(...settleRun(run, { startMs: words.at(-1)?.endMs ?? 0, endMs: untilMs }))
    run = { heard: [], tokens: [] }
  }
  for (const pair of pairs) {
    const said = pair.a === null ? undefined : heard[pair.a]
    const token = pair.b === null ? undefined : tokens[pair.b]
    if ('same' in pair && pair.same && said !== undefined && token !== undefined) {
      flush(said.startMs)
      words.push({ ...said, text: token })
      continue
    }
    if (said !== undefined) run.heard.push(said)
    if (token !== undefined) run.tokens.push(token)
  }
  flush(chunkMs)
  return words
}

/**
 * For text without spaces: both sides are walked sign by sign, and a word lasts from its first sign to its last. What was
 * timed but is not in the text has no word to stand in and is left out.
 */
const carrySigns = (heard: readonly TimedText[], tokens: readonly string[], chunkMs: number): Word[] => {
  const timed = heard.flatMap((piece) => shareTime(signsOf(piece.text), piece).map((sign) => ({ ...piece, ...sign })))
  const owners = tokens.flatMap((token, owner) => signsOf(token).map((text) => ({ text, owner })))
  const found: TimedText[][] = tokens.map(() => [])
  const pairs = matchWords(
    timed.map(({ text }) => text),
    owners.map(({ text }) => text),
  )
  for (const { a, b } of pairs) {
    const sign = a === null ? undefined : timed[a]
    const owner = b === null ? undefined : owners[b]?.owner
    if (sign !== undefined && owner !== undefined) found[owner]?.push(sign)
  }
  const words: Word[] = []
  let unheard: string[] = []
  const flush = (untilMs: number) => {
    const gap = { startMs: words.at(-1)?.endMs ?? 0, endMs: untilMs }
    words.push(...settleRun({ heard: [], tokens: unheard }, gap))
    unheard = []
  }
  tokens.forEach((text, index) => {
    const signs = found[index] ?? []
    const [first, last] = [signs[0], signs.at(-1)]
    if (first === undefined || last === undefined) {
      unheard.push(text)
      return
    }
    flush(first.startMs)
    const confidence = Math.min(...signs.map((sign) => sign.confidence))
    words.push({ text, startMs: first.startMs, endMs: Math.max(first.startMs + 1, last.endMs), confidence })
  })
  flush(chunkMs)
  return words
}

const settleRun = (run: { heard: TimedText[]; tokens: string[] }, gap: MsRange): Word[] => {
  if (run.tokens.length === 0) return run.heard
  const first = run.heard[0]
  const range =
    first === undefined
      ? { startMs: gap.startMs, endMs: Math.max(gap.startMs + 1, gap.endMs) }
      : { startMs: first.startMs, endMs: run.heard.at(-1)?.endMs ?? first.endMs }
  const confidence = first === undefined ? unknownConfidence / 2 : Math.min(...run.heard.map((word) => word.confidence))
  return shareTime(run.tokens, range).map((word) => ({ ...word, confidence }))
}

const spreadText = (segments: readonly Segment[], tokens: readonly string[], chunkMs: number): Word[] => {
  if (segments.length === 0) {
    return shareTime(tokens, { startMs: 0, endMs: chunkMs }).map((word) => ({
      ...word,
      confidence: unknownConfidence / 2,
    }))
  }
  return segments.flatMap((segment) => {
    const startMs = toMs(segment.start) ?? 0
    const range = { startMs, endMs: Math.max(startMs + 1, toMs(segment.end) ?? chunkMs) }
    const confidence = confidenceOf(null, startMs, [segment])
    return shareTime(splitWords(segment.text), range).map((word) => ({ ...word, confidence }))
  })
}
