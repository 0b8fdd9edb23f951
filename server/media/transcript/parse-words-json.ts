import { z } from 'zod'
import { limits } from '../limits'
import type { Word } from '../types'
import type { SubtitleCue, Subtitles } from './parse-subtitles'
import { shareTime } from './share-time'
import { invalid, tooMuch } from './subtitle-problem'

const seconds = z.number().min(0).max(1_000_000)
const milliseconds = z.number().min(0).max(1_000_000_000)

const wordShape = z
  .object({
    text: z.string().optional(),
    word: z.string().optional(),
    startMs: milliseconds.optional(),
    endMs: milliseconds.optional(),
    start: seconds.optional(),
    end: seconds.optional(),
    confidence: z.number().min(0).max(1).optional(),
    probability: z.number().min(0).max(1).optional(),
    speaker: z.string().nullish(),
  })
  .refine((item) => (item.text ?? item.word) !== undefined, 'needs "text" or "word"')
  .refine((item) => (item.startMs ?? item.start) !== undefined, 'needs "startMs" (ms) or "start" (s)')
  .refine((item) => (item.endMs ?? item.end) !== undefined, 'needs "endMs" (ms) or "end" (s)')

const wordsShape = z.object({ words: z.array(z.unknown()), language: z.string().optional() })
const segmentsShape = z.object({ segments: z.array(z.unknown()), language: z.string().optional() })
const reportShape = z.object({ transcript: wordsShape })

/**
 * `{ words }`, a bare list, a report's `{ transcript: { words } }`, or Whisper's `{ segments }` with or without words in them.
 * null when it is no JSON at all although it began like it. @throws SubtitleProblem
 */
export const parseWordsJson = (content: string): Subtitles | null => {
  const value = parse(content)
  if (value === null) return null
  const { items, language, areWords } = findItems(value.json)
  const most = limits.maxSubtitleCues * (areWords ? wordsPerCue : 1)
  if (items.length > most) throw tooMuch(`more than ${most} entries`)
  const words = items.flatMap((item, index) => readWord(item, index))
  if (words.length === 0) throw invalid(1, 'it has no words')
  const sorted = words.sort((a, b) => a.startMs - b.startMs)
  return { cues: groupWords(sorted), words: areWords ? sorted : null, language }
}

/** A cue holds about ten words: the limit on cues is one on text. */
const wordsPerCue = 10

const parse = (content: string): { json: unknown } | null => {
  try {
    return { json: JSON.parse(content) as unknown }
  } catch (error) {
    // SRT and plain text may begin with a bracket: "[door opens]".
    if (/-->/.test(content)) return null
    throw invalid(lineOfSyntaxError(error, content), 'this is no valid JSON, SRT or WebVTT')
  }
}

const lineOfSyntaxError = (error: unknown, content: string): number => {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  return position === undefined ? 1 : content.slice(0, Number(position)).split('\n').length
}

type Items = { readonly items: readonly unknown[]; readonly language: string | null; readonly areWords: boolean }

const findItems = (json: unknown): Items => {
  if (Array.isArray(json)) return { items: json, language: null, areWords: true }
  const report = reportShape.safeParse(json)
  const words = wordsShape.safeParse(report.success ? report.data.transcript : json)
  if (words.success) return { items: words.data.words, language: words.data.language ?? null, areWords: true }
  const segments = segmentsShape.safeParse(json)
  if (!segments.success) throw invalid(1, 'this JSON has no "words", "transcript" or "segments"')
  const inner = segments.data.segments.map((segment) => wordsShape.safeParse(segment))
  const language = segments.data.language ?? null
  if (!inner.every((segment) => segment.success)) return { items: segments.data.segments, language, areWords: false }
  return { items: inner.flatMap((segment) => segment.data.words), language, areWords: true }
}

/** One entry, or several where an entry's text has spaces inside: they share its time by their length. */
const readWord = (item: unknown, index: number): Word[] => {
  const parsed = wordShape.safeParse(item)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw invalid(1, `entry ${index + 1}: ${[...(issue?.path ?? []), issue?.message].join(' ')}`)
  }
  const { data } = parsed
  const startMs = Math.round(data.startMs ?? (data.start ?? 0) * 1000)
  const endMs = Math.round(data.endMs ?? (data.end ?? 0) * 1000)
  if (endMs < startMs) throw invalid(1, `entry ${index + 1} ends before it starts`)
  const confidence = data.confidence ?? data.probability ?? 1
  const range = { startMs, endMs: Math.max(endMs, startMs + 1) }
  return shareTime((data.text ?? data.word ?? '').split(/\s+/u).filter(Boolean), range).map((word) => ({
    ...word,
    confidence,
    ...(data.speaker ? { speaker: data.speaker } : {}),
  }))
}

/** Gap that ends a cue, and its greatest length: what subtitles usually have, and what an aligner places well. */
const cueGapMs = 1_000
const cueMs = 10_000

const groupWords = (words: readonly Word[]): SubtitleCue[] => {
  const cues: { startMs: number; endMs: number; words: Word[] }[] = []
  for (const word of words) {
    const cue = cues.at(-1)
    if (cue !== undefined && word.startMs - cue.endMs < cueGapMs && word.endMs - cue.startMs <= cueMs) {
      cue.words.push(word)
      cue.endMs = Math.max(cue.endMs, word.endMs)
    } else {
      cues.push({ startMs: word.startMs, endMs: word.endMs, words: [word] })
    }
  }
  return cues.map((cue) => ({
    ...cue,
    words: cue.words.map(({ text, speaker }) => (speaker === undefined ? { text } : { text, speaker })),
  }))
}
