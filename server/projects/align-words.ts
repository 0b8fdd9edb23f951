import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ServiceContext } from '@/server/context'
import { DomainError, throwIfCancelled } from '@/server/errors'
import { voiceSegments } from '@/server/media/audio'
import { fillGaps, openRuns } from '@/server/media/transcript/align-gaps'
import { dropStrays, longestForwardRow, settleRanges } from '@/server/media/transcript/align-placement'
import { applyShift, findShift } from '@/server/media/transcript/align-shift'
import { splitWords, spokenFlags } from '@/server/media/transcript/align-text'
import {
  type AlignPiece,
  type AlignWindow,
  cutPieces,
  type OpenRun,
  planRun,
  planWindows,
} from '@/server/media/transcript/align-windows'
import type { AudioFeatures, MsRange, Word } from '@/server/media/types'
import type { AlignedWord } from '@/server/ports/aligner'
import { remember } from '@/server/stage-cache'
import { readPcm } from './read-pcm'

const stageVersion = 2

/** Subtitles are rarely more than two seconds off; what is, is looked for again with the wider reach. */
const slackMs = 2_500
const wideSlackMs = 8_000
/** A piece with fewer of its words found than this is looked for again. */
const leastFoundShare = 0.5
/** A look everywhere costs as much as the whole text: it is done again only while it finds this share of what is missing. */
const leastGain = 0.1
/** A text without any times grows from both ends, a window (24 s) each per round: two hours are 150 rounds. */
const mostRounds = 400
/** Said of words that stand between found neighbours, and of what is written but not said. */
const interpolatedConfidence = 0.2
const unspokenConfidence = 0

export type AlignWordsInput = {
  readonly wavPath: string
  readonly durationMs: number
  readonly features: AudioFeatures
  readonly language: string
  /** Approximate: a cue may be seconds off, or hold the whole text. */
  readonly cues: readonly (MsRange & { readonly text: string })[]
}

/**
 * When each word of a text is said. Every word of every cue exactly once, to the letter, in the cues' order; whole milliseconds,
 * not overlapping, within the source. Words that can't be heard stand between their neighbours, with a low confidence.
 * @throws invalid_subtitles for more words than milliseconds; engine_failed, unreadable_media, cancelled
 */
export const alignWords = async (ctx: ServiceContext, input: AlignWordsInput): Promise<Word[]> => {
  const { durationMs, features } = input
  const voiced = voiceSegments(features)
  const cues = input.cues
    .map((cue) => ({ ...cue, words: splitWords(cue.text) }))
    .filter((cue) => cue.words.length > 0)
    .sort((a, b) => a.startMs - b.startMs)
  const shift = findShift(cues, voiced, durationMs)
  const timed = cues.map((cue) => clampTo(applyShift(cue, shift), durationMs))
  const words = timed.flatMap((cue) => cue.words)
  const isSpoken = spokenFlags(words)
  const pieces = cutPieces(timed, voiced)
  const found = await findWords(ctx, { ...input, words, isSpoken, pieces, voiced })

  const settled = settleRanges(fillGaps(found, words, pieces, voiced, durationMs), durationMs)
  if (!settled) {
    throw new DomainError('invalid_subtitles', `The text has ${words.length} words, more than the sound has room for.`)
  }
  return words.map((text, index) => ({
    text,
    startMs: settled[index]?.startMs ?? 0,
    endMs: settled[index]?.endMs ?? 0,
    confidence: found[index]?.confidence ?? (isSpoken[index] ? interpolatedConfidence : unspokenConfidence),
  }))
}

const clampTo = <T extends MsRange>(range: T, durationMs: number): T => {
  const startMs = Math.min(durationMs, Math.max(0, range.startMs))
  return { ...range, startMs, endMs: Math.min(durationMs, Math.max(startMs, range.endMs)) }
}

type Search = AlignWordsInput & {
  readonly words: readonly string[]
  readonly isSpoken: readonly boolean[]
  readonly pieces: readonly AlignPiece[]
  readonly voiced: readonly MsRange[]
}

type Found = (AlignedWord | null)[]

/** Rounds of windows: first all, then what failed with a wider reach, then untimed text from its known edges inwards. */
const findWords = async (ctx: ServiceContext, search: Search): Promise<Found> => {
  const { words, pieces, durationMs, language, voiced } = search
  const availability = await ctx.ports.aligner.availability(language)
  if (!availability.ok) {
    ctx.log.warn(`Words are placed by voice alone: ${availability.reason}`)
    return words.map(() => null)
  }
  let found: Found = words.map(() => null)
  const countFound = () => found.reduce((count, word) => count + (word ? 1 : 0), 0)
  const shareFound = (piece: AlignPiece) => {
    const spoken = rangeOf(piece).filter((index) => search.isSpoken[index])
    return spoken.length === 0 ? 1 : spoken.filter((index) => found[index]).length / spoken.length
  }
  /** Returns how many words more are known than before. */
  const round = async (windows: readonly AlignWindow[]): Promise<number> => {
    const before = countFound()
    const answers = await alignAll(ctx, search, windows, before / Math.max(1, words.length))
    const merged = found.slice()
    windows.forEach((window, position) => {
      for (const index of rangeOf(window))
        merged[index] = answers[position]?.[index - window.from] ?? merged[index] ?? null
    })
    const row = longestForwardRow(merged)
    found = dropStrays(merged.map((word, index) => (word && row.has(index) ? word : null)))
    return countFound() - before
  }
  const isTimed = (piece: AlignPiece) => piece.guessedIn === null
  const isOpen = (piece: AlignPiece) => isTimed(piece) && shareFound(piece) < leastFoundShare
  await round(planWindows(pieces, durationMs, slackMs, isTimed))
  await round(planWindows(pieces, durationMs, wideSlackMs, isOpen))

  const tried = new Set<string>()
  for (let rounds = 0; rounds < mostRounds; rounds++) {
    const runs = openRuns(pieces, found, shareFound, leastFoundShare)
    const windows = (reach: 'start' | 'end' | 'all') => (run: OpenRun) =>
      planRun(run, words, voiced, wideSlackMs, reach)
    // An edge that was tried and has not moved is stuck, however the guess behind it changes.
    const isFresh = (key: string) => !tried.has(key) && tried.add(key).size > 0
    const edges = [
      ...runs.filter((run) => isFresh(`start ${run.from}`)).flatMap(windows('start')),
      ...runs.filter((run) => isFresh(`end ${run.to}`)).flatMap(windows('end')),
    ]
    if (edges.length > 0) {
      await round(edges)
      continue
    }
    const open = runs.reduce((sum, run) => sum + run.to - run.from, 0)
    if (open === 0 || (await round(runs.flatMap(windows('all')))) < open * leastGain) break
    tried.clear()
  }
  return found
}

const rangeOf = ({ from, to }: { readonly from: number; readonly to: number }): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

/** Answers for the words `[from, to)` of each window, several windows at a time. */
const alignAll = async (ctx: ServiceContext, search: Search, windows: readonly AlignWindow[], shareBefore: number) => {
  const answers: Found[] = windows.map(() => [])
  const startedAt = ctx.clock.now()
  let next = 0
  let done = 0
  let doneMs = 0
  const worker = async () => {
    while (next < windows.length) {
      const position = next++
      const window = windows[position]
      if (!window) return
      throwIfCancelled(ctx.signal)
      answers[position] = await alignWindow(ctx, search, window)
      doneMs += window.audio.endMs - window.audio.startMs
      ctx.onProgress({
        share: shareBefore + (1 - shareBefore) * (++done / windows.length),
        speed: doneMs / Math.max(1, ctx.clock.now() - startedAt),
      })
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(ctx.cores, windows.length)) }, worker))
  return answers
}

/** Stored answers: [start, end, confidence] from the window's start, per word. */
const answerSchema = z.array(z.tuple([z.number(), z.number(), z.number()]).nullable())

const alignWindow = async (ctx: ServiceContext, search: Search, window: AlignWindow): Promise<Found> => {
  const { aligner } = ctx.ports
  const startMs = Math.floor(window.audio.startMs)
  const pcm = await readPcm(search.wavPath, startMs, window.audio.endMs)
  const request = {
    words: search.words
      .slice(window.contextFrom, window.contextTo)
      .map((word, index) => (search.isSpoken[window.contextFrom + index] ? word : '')),
    language: search.language,
    optionalBefore: window.from - window.contextFrom,
    optionalAfter: window.contextTo - window.to,
  }
  const key = {
    stage: 'align-window',
    version: stageVersion,
    contentHash: createHash('sha256')
      .update(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength))
      .digest('hex'),
    params: request,
    engines: [aligner.id, await aligner.version()],
  }
  const compute = async () => {
    const aligned = await aligner.align({ ...request, pcm, signal: ctx.signal })
    return aligned.map((word) => (word ? [word.startMs, word.endMs, word.confidence] : null))
  }
  const answer = answerSchema.parse(await remember(ctx, key, compute))
  return answer.slice(request.optionalBefore, request.optionalBefore + window.to - window.from).map((word) => {
    if (!word || !(word[1] > word[0])) return null
    return { startMs: startMs + word[0], endMs: startMs + word[1], confidence: Math.min(1, word[2]) }
  })
}
