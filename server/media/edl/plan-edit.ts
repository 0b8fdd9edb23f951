import { silences } from '../audio'
import { durationMs, frameToMs, msToFrame } from '../time'
import type { AudioFeatures, EditList, MsRange, Rational, RemovedRange, Word } from '../types'
import { clipFps } from './clip-fps'
import { findFillers } from './find-fillers'

export type EditInput = {
  readonly range: MsRange
  /** Source words in order; those outside the range are looked past. */
  readonly words: readonly Word[]
  /** null for a source without sound: nothing can be called silence then. */
  readonly features: AudioFeatures | null
  /** The source's frame grid. */
  readonly fps: Rational
  readonly removeSilence: boolean
  readonly removeFillers: boolean
  readonly language: string
  /** Length of the source; the clip never asks for frames past it. */
  readonly durationMs?: number
}

/** Pauses up to this length are rhythm, longer ones are waiting. */
const longestPauseMs = 600
/** Air kept after speech: a sentence's end rings longer than a pause inside one. Before speech: the breath in. */
const airAfterSentenceMs = 200
const airAfterWordsMs = 140
const airBeforeMs = 160
/** A shorter cut is not worth its join. */
const shortestCutMs = 120
/** A shorter piece between two cuts is a flash, not a shot. */
const shortestKeptMs = 250

/**
 * Which source ranges a clip keeps. Every edge is a frame of the grid; every word that is not a removed filler lies whole in
 * one range; `ranges` and `removed` together tile the clip's span. At least one frame is always kept.
 */
export const planEdit = (input: EditInput): EditList => {
  const fps = clipFps(input.fps)
  const span = snapOutward(clampToSource(input.range, input.durationMs), fps)
  const words = input.words.filter((word) => word.endMs > span.startMs && word.startMs < span.endMs)
  const found = input.removeFillers ? findFillers({ ...input, words, bounds: span }) : []
  const fillers = found.filter((cut) => isCutOnGrid(cut, words, fps))
  const isFiller = (word: Word) => fillers.some((cut) => isInside(middleOf(word), cut))
  const kept = words.filter((word) => !isFiller(word))
  const cuts = [
    ...fillers.map((cut): RemovedRange => ({ ...cut, kind: 'filler' })),
    ...(input.removeSilence ? findPauses(input.features, span, kept) : []),
  ]
  const snapped = cuts
    .map((cut) => ({ ...cut, ...snapInward(cut, fps) }))
    .filter((cut) => durationMs(cut) >= shortestCutMs || (cut.kind === 'filler' && durationMs(cut) > 0))
    .map((cut) => ({ ...cut, startMs: Math.max(cut.startMs, span.startMs), endMs: Math.min(cut.endMs, span.endMs) }))
  const removed = joinCloseCuts(separate(snapped), span, kept)
  const ranges = complement(span, removed)
  return ranges.length === 0 ? { ranges: [span], removed: [] } : { ranges, removed }
}

const clampToSource = (range: MsRange, sourceMs: number | undefined): MsRange =>
  sourceMs === undefined ? range : { startMs: range.startMs, endMs: Math.min(range.endMs, sourceMs) }

const frameAtOrBefore = (ms: number, fps: Rational): number => {
  const frame = msToFrame(ms, fps)
  return frameToMs(frame, fps) > ms ? frame - 1 : frame
}

const snapOutward = (range: MsRange, fps: Rational): MsRange => {
  const start = Math.max(0, frameAtOrBefore(range.startMs, fps))
  const end = Math.max(start + 1, msToFrame(range.endMs, fps))
  return { startMs: frameToMs(start, fps), endMs: frameToMs(end, fps) }
}

/** Cuts shrink to the grid, so that a cut that spares a word still spares it. */
const snapInward = (range: MsRange, fps: Rational): MsRange => {
  const startMs = frameToMs(msToFrame(range.startMs, fps), fps)
  return { startMs, endMs: Math.max(startMs, frameToMs(frameAtOrBefore(range.endMs, fps), fps)) }
}

/** A filler of a frame or two may have its middle outside the whole frames that could be cut: then it stays, as a word. */
const isCutOnGrid = (cut: MsRange, words: readonly Word[], fps: Rational): boolean =>
  words.every((word) => !isInside(middleOf(word), cut) || isInside(middleOf(word), snapInward(cut, fps)))

const middleOf = (range: MsRange): number => Math.floor((range.startMs + range.endMs) / 2)
const isInside = (ms: number, range: MsRange): boolean => ms >= range.startMs && ms < range.endMs

/** Long silences less their air. A clip in which nobody speaks has no pauses: its quiet is its content. */
const findPauses = (features: AudioFeatures | null, span: MsRange, words: readonly Word[]): RemovedRange[] => {
  if (features === null || words.length === 0) return []
  const quiet = silences(features, { minMs: longestPauseMs })
    .map((range) => ({ startMs: Math.max(range.startMs, span.startMs), endMs: Math.min(range.endMs, span.endMs) }))
    .flatMap((range) => withoutWords(range, words))
    .filter((range) => durationMs(range) > longestPauseMs)
  return quiet.map((range) => {
    const before = words.findLast((word) => word.endMs <= range.startMs + airAfterWordsMs)
    const isSentenceEnd = before !== undefined && /[.?!…]["')\]]*$/.test(before.text)
    const airAfterMs = isSentenceEnd ? airAfterSentenceMs : airAfterWordsMs
    return {
      startMs: range.startMs === span.startMs ? range.startMs : range.startMs + airAfterMs,
      endMs: range.endMs === span.endMs ? range.endMs : range.endMs - airBeforeMs,
      kind: 'silence',
      text: '',
    }
  })
}

const withoutWords = (range: MsRange, words: readonly Word[]): MsRange[] => {
  let startMs = range.startMs
  const pieces: MsRange[] = []
  for (const word of words) {
    if (word.endMs <= startMs || word.startMs >= range.endMs) continue
    if (word.startMs > startMs) pieces.push({ startMs, endMs: word.startMs })
    startMs = Math.max(startMs, word.endMs)
  }
  return startMs < range.endMs ? [...pieces, { startMs, endMs: range.endMs }] : pieces
}

/** In order and not overlapping; where a filler and a silence overlap the earlier one keeps the overlap. */
const separate = (cuts: readonly RemovedRange[]): RemovedRange[] => {
  const sorted = [...cuts].sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs || a.kind.localeCompare(b.kind))
  const result: RemovedRange[] = []
  for (const cut of sorted) {
    const startMs = Math.max(cut.startMs, result.at(-1)?.endMs ?? cut.startMs)
    if (startMs < cut.endMs) result.push({ ...cut, startMs })
  }
  return result
}

/**
 * No piece shorter than a shot may stay between two cuts. A piece without a word goes too; a piece with one stays, and the
 * shorter of the cuts beside it is given up.
 */
const joinCloseCuts = (cuts: readonly RemovedRange[], span: MsRange, words: readonly Word[]): RemovedRange[] => {
  const result = [...cuts]
  for (;;) {
    const edges = [span.startMs, ...result.flatMap((cut) => [cut.startMs, cut.endMs]), span.endMs]
    // Piece i lies between cut i-1 and cut i.
    const at = result.findIndex((_, index) => isFlash(edges, index)) // a flash before a cut
    const index = at >= 0 ? at : isFlash(edges, result.length) ? result.length : -1
    if (index < 0 || result.length === 0) return result
    const piece = { startMs: edges[2 * index] ?? 0, endMs: edges[2 * index + 1] ?? 0 }
    const before = result[index - 1]
    const after = result[index]
    const hasWord = words.some((word) => word.startMs < piece.endMs && word.endMs > piece.startMs)
    if (!hasWord && before !== undefined) result[index - 1] = { ...before, endMs: piece.endMs }
    else if (!hasWord && after !== undefined) result[index] = { ...after, startMs: piece.startMs }
    else result.splice(shorterOf(before, after, index), 1)
  }
}

const isFlash = (edges: readonly number[], piece: number): boolean => {
  const length = (edges[2 * piece + 1] ?? 0) - (edges[2 * piece] ?? 0)
  return length > 0 && length < shortestKeptMs
}

const shorterOf = (before: RemovedRange | undefined, after: RemovedRange | undefined, index: number): number => {
  if (before === undefined) return index
  if (after === undefined) return index - 1
  return durationMs(before) < durationMs(after) ? index - 1 : index
}

const complement = (span: MsRange, removed: readonly MsRange[]): MsRange[] => {
  const ranges: MsRange[] = []
  let startMs = span.startMs
  for (const cut of removed) {
    if (cut.startMs > startMs) ranges.push({ startMs, endMs: cut.startMs })
    startMs = cut.endMs
  }
  return startMs < span.endMs ? [...ranges, { startMs, endMs: span.endMs }] : ranges
}
