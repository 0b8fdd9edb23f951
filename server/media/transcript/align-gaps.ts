import type { MsRange } from '../types'
import { placeByWeight } from './align-placement'
import { sayingWeight } from './align-text'
import type { AlignPiece, OpenRun } from './align-windows'

/** Quick speech: a word of five letters in 140 ms. Less room than this and the cue's own time is not believed. */
const leastMsPerWeight = 20

/**
 * A time for every word: found ones keep theirs, the others stand in the voiced part of their own cue between their found neighbours.
 * `found` must not go back in time (`longestForwardRow`).
 */
export const fillGaps = (
  found: readonly (MsRange | null)[],
  words: readonly string[],
  pieces: readonly AlignPiece[],
  voiced: readonly MsRange[],
  durationMs: number,
): MsRange[] => {
  const filled: MsRange[] = []
  const nextFoundMs = startsAhead(found, durationMs)
  for (const piece of pieces) {
    let index = piece.from
    while (index < piece.to) {
      const own = found[index]
      if (own) {
        filled.push(own)
        index++
        continue
      }
      let end = index + 1
      while (end < piece.to && !found[end]) end++
      const weights = words.slice(index, end).map(sayingWeight)
      const room = roomFor(weights, piece, filled.at(-1)?.endMs ?? 0, nextFoundMs[end] ?? durationMs)
      filled.push(...placeByWeight(weights, room, voiced))
      index = end
    }
  }
  return filled
}

/** For each position, where the first found word at or after it starts; one entry more than there are words. */
const startsAhead = (found: readonly (MsRange | null)[], durationMs: number): number[] => {
  const ahead: number[] = new Array(found.length + 1).fill(durationMs)
  for (let index = found.length - 1; index >= 0; index--)
    ahead[index] = found[index]?.startMs ?? ahead[index + 1] ?? durationMs
  return ahead
}

const roomFor = (weights: readonly number[], cue: MsRange, earliestMs: number, latestMs: number): MsRange => {
  const startMs = Math.min(Math.max(cue.startMs, earliestMs), Math.max(earliestMs, latestMs))
  const endMs = Math.max(startMs, Math.min(cue.endMs, latestMs))
  const needMs = weights.reduce((sum, weight) => sum + weight, 0) * leastMsPerWeight
  if (endMs - startMs >= needMs) return { startMs, endMs }
  const from = Math.max(earliestMs, Math.min(startMs, latestMs - needMs))
  return { startMs: from, endMs: Math.max(from, Math.min(latestMs, from + needMs)) }
}

/**
 * Rows of guessed pieces of which less than `leastShare` was found, each with the stretch of its cue between the found words around it.
 */
export const openRuns = (
  pieces: readonly AlignPiece[],
  found: readonly (MsRange | null)[],
  shareFound: (piece: AlignPiece) => number,
  leastShare: number,
): OpenRun[] => {
  const rows: AlignPiece[][] = []
  let row: AlignPiece[] | null = null
  for (const piece of pieces) {
    const isOpen = piece.guessedIn !== null && shareFound(piece) < leastShare
    if (!isOpen) row = null
    else if (row && row[0]?.guessedIn === piece.guessedIn) row.push(piece)
    else {
      row = [piece]
      rows.push(row)
    }
  }
  return rows.flatMap((open) => {
    const first = open[0]
    const last = open.at(-1)
    if (!first?.guessedIn || !last) return []
    const before = found.slice(0, first.from).findLast((word) => word !== null)
    const after = found.slice(last.to).find((word) => word !== null)
    const startMs = Math.max(first.guessedIn.startMs, before?.endMs ?? 0)
    const endMs = Math.min(first.guessedIn.endMs, after?.startMs ?? Number.POSITIVE_INFINITY)
    return endMs > startMs ? [{ startMs, endMs, from: first.from, to: last.to }] : []
  })
}
