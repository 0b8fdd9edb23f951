import type { MsRange } from '../types'
import { placeByWeight } from './align-placement'
import { sayingWeight } from './align-text'

export type TimedCue = MsRange & { readonly words: readonly string[] }

/** Words `[from, to)` of the whole list are placed; those before and after only keep neighbours from being taken for them. */
export type AlignWindow = {
  readonly audio: MsRange
  readonly from: number
  readonly to: number
  readonly contextFrom: number
  readonly contextTo: number
}

/**
 * A stretch of words with one approximate time, no longer than a window can hold. `guessedIn`: the longer cue it was cut from; its
 * time within that stands on nothing but how much is said before it.
 */
export type AlignPiece = MsRange & { readonly from: number; readonly to: number; readonly guessedIn: MsRange | null }

/** Long enough for context, short enough that a window gone wrong costs little and that windows fill every core. */
const longestWindowMs = 24_000
/** A cue longer than this is cut into pieces of this length. */
const longestPieceMs = 8_000
/**
 * A gap this long between cues may hold speech that nobody wrote down. At a window's ends it is passed over easily, in the middle it
 * would have to be covered by the words.
 */
const unwrittenGapMs = 4_000
/** However long a cue claims to last, no more than this is searched at once: a word in an hour would take an hour to find. */
const longestAudioMs = 60_000
/** Sound past the uncertainty of a time: a word that starts in the last moment still has its end in the window. */
const edgeMs = 500

/** Cuts cues into pieces short enough to align; inside a long cue the voice tells where the words are likely to be. */
export const cutPieces = (cues: readonly TimedCue[], voiced: readonly MsRange[]): AlignPiece[] => {
  let first = 0
  return cues.flatMap((cue) => {
    const from = first
    first += cue.words.length
    if (cue.words.length === 0) return []
    if (cue.endMs - cue.startMs <= 2 * longestPieceMs)
      return [{ startMs: cue.startMs, endMs: cue.endMs, from, to: first, guessedIn: null }]
    return cutByVoice(cue.words, from, cue, voiced)
  })
}

/** Pieces of words that have nothing but a range between them, `first` being the position of the first word. */
const cutByVoice = (
  words: readonly string[],
  first: number,
  within: MsRange,
  voiced: readonly MsRange[],
): AlignPiece[] => {
  const places = placeByWeight(words.map(sayingWeight), within, voiced)
  const pieces: AlignPiece[] = []
  let start = 0
  for (let index = 1; index <= places.length; index++) {
    const begin = places[start]
    const next = places[index]
    const isEnd = next === undefined || next.endMs - (begin?.startMs ?? 0) > longestPieceMs
    if (!isEnd || !begin) continue
    const endMs = places[index - 1]?.endMs ?? begin.endMs
    pieces.push({ startMs: begin.startMs, endMs, from: first + start, to: first + index, guessedIn: within })
    start = index
  }
  return pieces
}

/** Words that were not found, in a row, and the stretch between the nearest ones that were. */
export type OpenRun = MsRange & { readonly from: number; readonly to: number }

/**
 * Windows over a run of words without times. Next to known times the guess is good, in the middle of a long run it is not: `start` and `end`
 * give the outermost window alone (a run of one window has only a start), and what they find bounds the next round.
 */
export const planRun = (
  run: OpenRun,
  words: readonly string[],
  voiced: readonly MsRange[],
  slackMs: number,
  reach: 'start' | 'end' | 'all',
): AlignWindow[] => {
  const pieces = cutByVoice(words.slice(run.from, run.to), run.from, run, voiced)
  const windows = planWindows(pieces, run.endMs, slackMs).map((window) => ({
    ...window,
    // What is before the run is known: it must not be heard again.
    audio: { startMs: Math.max(run.startMs, window.audio.startMs), endMs: window.audio.endMs },
  }))
  if (reach === 'all') return windows
  return reach === 'start' ? windows.slice(0, 1) : windows.slice(1).slice(-1)
}

/**
 * Groups the wanted pieces into windows that end at the widest pause near their end. A window hears `slackMs` more on both sides than
 * its pieces claim, and is given the neighbouring words that may be said there.
 */
export const planWindows = (
  pieces: readonly AlignPiece[],
  durationMs: number,
  slackMs: number,
  isWanted: (piece: AlignPiece) => boolean = () => true,
): AlignWindow[] => {
  const windows: AlignWindow[] = []
  let first = 0
  while (first < pieces.length) {
    const begin = pieces[first]
    if (!begin || !isWanted(begin)) {
      first++
      continue
    }
    const last = windowEnd(pieces, first, isWanted)
    const end = pieces[last] ?? begin
    const latestMs = pieces.slice(first, last + 1).reduce((latest, piece) => Math.max(latest, piece.endMs), 0)
    const startMs = Math.floor(Math.max(0, Math.min(durationMs, begin.startMs - slackMs - edgeMs)))
    const wantedMs = Math.ceil(latestMs + slackMs + edgeMs)
    const endMs = Math.max(startMs, Math.min(durationMs, startMs + longestAudioMs, wantedMs))
    const audio = { startMs, endMs }
    let contextFrom = begin.from
    for (let index = first - 1; index >= 0; index--) {
      const piece = pieces[index]
      if (!piece || piece.endMs + slackMs < audio.startMs) break
      contextFrom = piece.from
    }
    let contextTo = end.to
    for (let index = last + 1; index < pieces.length; index++) {
      const piece = pieces[index]
      if (!piece || piece.startMs - slackMs > audio.endMs) break
      contextTo = piece.to
    }
    windows.push({ audio, from: begin.from, to: end.to, contextFrom, contextTo })
    first = last + 1
  }
  return windows
}

/** Position of the last piece of the window that begins at `first`: before the widest gap in its second half. */
const windowEnd = (pieces: readonly AlignPiece[], first: number, isWanted: (piece: AlignPiece) => boolean): number => {
  const startMs = pieces[first]?.startMs ?? 0
  const isNear = (piece: AlignPiece | undefined, beforeMs: number) =>
    piece !== undefined && isWanted(piece) && piece.startMs - beforeMs < unwrittenGapMs
  const fits = (piece: AlignPiece | undefined) => piece !== undefined && piece.endMs - startMs <= longestWindowMs
  let last = first
  let endMs = pieces[first]?.endMs ?? 0
  while (isNear(pieces[last + 1], endMs) && fits(pieces[last + 1])) {
    last++
    endMs = Math.max(endMs, pieces[last]?.endMs ?? 0)
  }
  if (!isNear(pieces[last + 1], endMs)) return last
  let best = last
  let widestMs = Number.NEGATIVE_INFINITY
  for (let index = first; index <= last; index++) {
    const pieceEndMs = pieces[index]?.endMs ?? 0
    const gapMs = (pieces[index + 1]?.startMs ?? pieceEndMs) - pieceEndMs
    if (pieceEndMs - startMs >= longestWindowMs / 2 && gapMs >= widestMs) {
      best = index
      widestMs = gapMs
    }
  }
  return best
}
