import type { Word } from '../types'
import type { Lexicon } from './lexicons/lexicon'
import { isNumber, normalise, stemmer, unelided } from './text'
import type { Span } from './units'

/** Which words carry the topic, and how special each is to the part of the video where it is said. */
export type Vocabulary = {
  /** Per word of the transcript: normalised token. */
  readonly tokens: readonly string[]
  /** Per word: id of its content term, or -1 for a word without topic. */
  readonly termOf: Int32Array
  /** Per term: 0 (said all over the video) to 1 (in one minute only). */
  readonly idf: Float64Array
  /** Per term: how often in the whole video. */
  readonly count: Int32Array
  readonly stem: (token: string) => string
  readonly idOfStem: ReadonlyMap<string, number>
}

/** Rarity is counted over minutes: long enough to hold a thought, short enough to tell thoughts apart. */
const blockMs = 60_000
/** Without a stopword list, a token in more than this share of sentences is a function word. English "it" is in about 15 %. */
const commonShare = 0.12

export const buildVocabulary = (words: readonly Word[], spans: readonly Span[], lexicon: Lexicon): Vocabulary => {
  const tokens = words.map((word) => normalise(word.text))
  const stem = stemmer(lexicon)
  const numbers = new Set(lexicon.numbers)
  const stop = lexicon.stopwords.length > 0 ? new Set(lexicon.stopwords) : commonTokens(tokens, spans)
  const idOfStem = new Map<string, number>()
  const termOf = new Int32Array(words.length).fill(-1)
  const count: number[] = []
  const blocks: number[] = []
  const lastBlock: number[] = []
  const stemOfToken = new Map<string, string>()
  const firstMs = words[0]?.startMs ?? 0
  let blockTotal = 0
  let currentBlock = -1
  words.forEach((word, index) => {
    const block = Math.floor((word.startMs - firstMs) / blockMs)
    if (block !== currentBlock) blockTotal += 1
    currentBlock = block
    const token = unelided(tokens[index] ?? '', lexicon.elisions)
    if (!isContent(token, stop, numbers)) return
    const stemmed = stemOfToken.get(token) ?? stem(token)
    stemOfToken.set(token, stemmed)
    const id = idOfStem.get(stemmed) ?? idOfStem.size
    idOfStem.set(stemmed, id)
    termOf[index] = id
    count[id] = (count[id] ?? 0) + 1
    if (lastBlock[id] !== block) blocks[id] = (blocks[id] ?? 0) + 1
    lastBlock[id] = block
  })
  const idf = Float64Array.from(blocks, (inBlocks) =>
    blockTotal > 1 ? Math.max(0, Math.log(blockTotal / inBlocks) / Math.log(blockTotal)) : 0.5,
  )
  return { tokens, termOf, idf, count: Int32Array.from(count), stem, idOfStem }
}

const isContent = (token: string, stop: ReadonlySet<string>, numbers: ReadonlySet<string>): boolean => {
  // Two letters can be a word of its own only where one sign holds more than a sound (Chinese, Japanese, Korean).
  const shortest = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(token) ? 1 : 3
  return token.length >= shortest && /\p{L}/u.test(token) && !stop.has(token) && !isNumber(token, numbers)
}

const commonTokens = (tokens: readonly string[], spans: readonly Span[]): Set<string> => {
  const inSpans = new Map<string, number>()
  for (const span of spans)
    for (const token of new Set(tokens.slice(span.startWord, span.endWord)))
      inSpans.set(token, (inSpans.get(token) ?? 0) + 1)
  // Below 20 sentences a share says nothing about a word.
  if (spans.length < 20) return new Set()
  return new Set([...inSpans].filter(([, seen]) => seen / spans.length > commonShare).map(([token]) => token))
}
