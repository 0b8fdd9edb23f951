import type { MsRange, Word } from '../types'
import { comparableWord } from './match-words'
import type { ChunkRange } from './plan-chunks'

export type ChunkWords = {
  readonly range: ChunkRange
  /** Times from the chunk's start, as the engine gave them. */
  readonly words: readonly Word[]
}

/** Two hearings of one word may lie this far apart in time. */
const toleranceMs = 400

/**
 * One list of words on the source's timeline: integer milliseconds, in order, inside their chunks. Where chunks overlap, the
 * words heard twice are paired by text and time and the change-over is at the pair nearest the overlap's middle, where both
 * chunks heard whole words; without a pair it is at the middle itself.
 */
export const joinChunks = (chunks: readonly ChunkWords[]): Word[] => {
  const joined: Word[] = []
  chunks.forEach((chunk, index) => {
    const words = placeWords(chunk)
    const previous = chunk.range.overlapsPrevious ? chunks[index - 1]?.range : undefined
    const shared = previous && { startMs: chunk.range.startMs, endMs: previous.endMs }
    const seam = shared ? findSeam(joined, words, shared) : { keep: joined.length, skip: 0 }
    joined.length = seam.keep
    for (const word of words.slice(seam.skip)) joined.push(after(joined.at(-1), word))
  })
  return joined
}

const placeWords = ({ range, words }: ChunkWords): Word[] =>
  words
    .map((word) => {
      const startMs = clamp(range.startMs + Math.round(word.startMs), range.startMs, range.endMs - 1)
      return { ...word, startMs, endMs: clamp(range.startMs + Math.round(word.endMs), startMs + 1, range.endMs) }
    })
    .sort((a, b) => a.startMs - b.startMs)

/** Starts never run backwards across a join. */
const after = (previous: Word | undefined, word: Word): Word => {
  if (previous === undefined || word.startMs >= previous.startMs) return word
  return { ...word, startMs: previous.startMs, endMs: Math.max(word.endMs, previous.startMs + 1) }
}

type Seam = { readonly keep: number; readonly skip: number }

const findSeam = (earlier: readonly Word[], later: readonly Word[], shared: MsRange): Seam => {
  const firstEarlier = lastIndexBefore(earlier, shared.startMs - toleranceMs) + 1
  const lastLater = lastIndexBefore(later, shared.endMs + toleranceMs)
  const middleMs = (shared.startMs + shared.endMs) / 2
  const pairs = pairByTextAndTime(earlier.slice(firstEarlier), later.slice(0, lastLater + 1))
  const nearest = pairs.reduce<{ a: number; b: number; distance: number } | undefined>((best, pair) => {
    const word = later[pair.b]
    const distance = word === undefined ? Number.POSITIVE_INFINITY : Math.abs(middleOf(word) - middleMs)
    return best === undefined || distance < best.distance ? { ...pair, distance } : best
  }, undefined)
  if (nearest !== undefined) return { keep: firstEarlier + nearest.a + 1, skip: nearest.b + 1 }
  const keep = earlier.findIndex((word) => middleOf(word) >= middleMs)
  const skip = later.findIndex((word) => middleOf(word) >= middleMs)
  return { keep: keep < 0 ? earlier.length : keep, skip: skip < 0 ? later.length : skip }
}

const lastIndexBefore = (words: readonly Word[], ms: number): number => {
  let index = words.length - 1
  while (index >= 0 && (words[index]?.startMs ?? 0) >= ms) index--
  return index
}

/**
 * The in-order pairing with the most agreement. A pair counts (1 - distance / tolerance)^2: so steep that "no no no" is
 * paired at its true places and never one word along, which a plain count of equal words would allow.
 */
const pairByTextAndTime = (a: readonly Word[], b: readonly Word[]): { a: number; b: number }[] => {
  const columns = b.length + 1
  const best = new Float64Array((a.length + 1) * columns)
  const value = (i: number, j: number) => best[i * columns + j] ?? 0
  const textsA = a.map((word) => comparableWord(word.text))
  const textsB = b.map((word) => comparableWord(word.text))
  const gain = (i: number, j: number): number => {
    const [x, y] = [a[i], b[j]]
    if (x === undefined || y === undefined || textsA[i] !== textsB[j]) return 0
    return Math.max(0, 1 - Math.abs(middleOf(x) - middleOf(y)) / toleranceMs) ** 2
  }
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * columns + j] = Math.max(value(i + 1, j), value(i, j + 1), gain(i, j) + value(i + 1, j + 1))
    }
  }
  const pairs: { a: number; b: number }[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    const gained = gain(i, j)
    if (gained > 0 && value(i, j) === gained + value(i + 1, j + 1)) pairs.push({ a: i++, b: j++ })
    else if (value(i, j) === value(i + 1, j)) i++
    else j++
  }
  return pairs
}

const middleOf = (word: Word): number => (word.startMs + word.endMs) / 2

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))
