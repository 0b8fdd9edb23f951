import type { AudioFeatures, MsRange, Word } from '../types'
import { fillerWords } from './filler-words'

/** A filler and how far a cut may reach: never into the words before and after. */
export type FillerCut = MsRange & { readonly text: string }

export type FillerInput = {
  readonly words: readonly Word[]
  readonly bounds: MsRange
  readonly features: AudioFeatures | null
  readonly language: string
}

/** A pause that sets a word off: a listener hears 150 ms as a break, stop consonants last up to about 100 ms. */
const setOffPauseMs = 150
/** Of the pause on each side this much stays at most, so that the neighbours do not run into each other. */
const keptAirMs = 120

/** Cuts that take fillers out, in order, not overlapping. Each lies between the words around it, at the quietest instants. */
export const findFillers = ({ words, bounds, features, language }: FillerInput): FillerCut[] => {
  const matches = matchFillers(words, language)
  const cuts: FillerCut[] = []
  for (const { from, to } of matches) {
    const first = words[from]
    const last = words[to - 1]
    if (first === undefined || last === undefined) continue
    const leftMs = words.slice(0, from).reduce((latest, word) => Math.max(latest, word.endMs), bounds.startMs)
    const rightMs = words.slice(to).reduce((earliest, word) => Math.min(earliest, word.startMs), bounds.endMs)
    const startMs = Math.max(first.startMs, leftMs)
    const endMs = Math.min(last.endMs, rightMs)
    if (endMs <= startMs) continue
    const leftAir = Math.min(keptAirMs, (startMs - leftMs) / 2)
    const rightAir = Math.min(keptAirMs, (rightMs - endMs) / 2)
    cuts.push({
      startMs: quietestMs(features, { startMs: Math.ceil(leftMs + leftAir), endMs: startMs }, 'first'),
      endMs: quietestMs(features, { startMs: endMs, endMs: Math.floor(rightMs - rightAir) }, 'last'),
      text: words
        .slice(from, to)
        .map((word) => word.text)
        .join(' '),
    })
  }
  return cuts
}

/** Neighbouring fillers ("um, uh") are one match. Positions are `[from, to)` in `words`. */
const matchFillers = (words: readonly Word[], language: string): { from: number; to: number }[] => {
  const { always, setOff } = fillerWords(language)
  const sounds = new Set(always)
  const phrases = setOff.map((phrase) => phrase.split(' ')).sort((a, b) => b.length - a.length)
  const bare = words.map((word) => bareWord(word.text))
  const matches: { from: number; to: number }[] = []
  const add = (from: number, to: number) => {
    const last = matches.at(-1)
    if (last?.to === from) last.to = to
    else matches.push({ from, to })
  }
  for (let at = 0; at < words.length; ) {
    const phrase = phrases.find(
      (tokens) =>
        tokens.every((token, offset) => bare[at + offset] === token) && isSetOff(words, at, at + tokens.length),
    )
    const length = phrase?.length ?? (sounds.has(bare[at] ?? '') ? 1 : 0)
    if (length > 0) add(at, at + length)
    at += Math.max(1, length)
  }
  return matches
}

const bareWord = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')

const isSetOff = (words: readonly Word[], from: number, to: number): boolean =>
  pauseBefore(words, from) >= setOffPauseMs && pauseBefore(words, to) >= setOffPauseMs

const pauseBefore = (words: readonly Word[], index: number): number => {
  const before = words[index - 1]
  const after = words[index]
  return before === undefined || after === undefined ? Number.POSITIVE_INFINITY : after.startMs - before.endMs
}

/** The start of the quietest hop in a stretch; without sound data the edge that is away from the filler's neighbour. */
const quietestMs = (features: AudioFeatures | null, range: MsRange, prefer: 'first' | 'last'): number => {
  if (range.endMs <= range.startMs) return prefer === 'first' ? range.endMs : range.startMs
  const edge = prefer === 'first' ? range.startMs : range.endMs
  if (features === null) return edge
  let best = edge
  let bestDb = Number.POSITIVE_INFINITY
  const { hopMs, levelDb } = features
  for (let hop = Math.floor(range.startMs / hopMs); hop * hopMs < range.endMs; hop++) {
    const centre = Math.min(range.endMs, Math.max(range.startMs, (hop + 0.5) * hopMs))
    const db = levelDb[hop] ?? Number.POSITIVE_INFINITY
    if (db < bestDb || (db === bestDb && prefer === 'last')) {
      bestDb = db
      best = Math.round(centre)
    }
  }
  return best
}
