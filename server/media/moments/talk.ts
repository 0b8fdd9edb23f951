import type { Sentence } from '../transcript/sentences'
import type { AudioFeatures, Shot, Transcript, Word } from '../types'
import { type CutPoints, cutPoints } from './boundaries'
import { anyOf } from './cues'
import { type Edge, edgeReader } from './edges'
import { lexiconFor } from './lexicons'
import type { Lexicon } from './lexicons/lexicon'
import { clamp01 } from './run'
import { type Signals, signalReader } from './signals'
import { type Sound, soundOf } from './sound'
import { joinerFor, normalise } from './text'
import { topicShifts } from './topics'
import { type Span, splitUnits } from './units'
import { buildVocabulary, type Vocabulary } from './vocabulary'

/** One sentence with all that is known about it. Computed once; every run of sentences only adds these up. */
export type Unit = Span &
  Signals &
  CutPoints & {
    readonly terms: readonly number[]
    readonly speaker: string | null
    readonly speakerChanges: boolean
    readonly pauseBeforeMs: number
    readonly pauseAfterMs: number
    readonly topicShift: number
    /** How much louder than the two minutes around it, dB; 0 without sound. */
    readonly emphasisDb: number
    /** 0-1, laughter or applause while it is said, and in the two seconds after. */
    readonly laughter: number
    readonly laughterAfter: number
    readonly confidence: number
    /** Silence between its words beyond what breathing takes. */
    readonly deadAirMs: number
    /** 0-1, how special its words are to this part of the video. */
    readonly novelty: number
    readonly opening: Edge
    readonly ending: Edge
  }

export type Talk = {
  readonly words: readonly Word[]
  readonly units: readonly Unit[]
  readonly lexicon: Lexicon
  readonly vocabulary: Vocabulary
  readonly sound: Sound | null
  readonly isPunctuated: boolean
  /** The words as written, to the letter. */
  quote(startWord: number, endWord: number): string
}

export type TalkInput = {
  readonly transcript: Transcript
  readonly sentences: readonly Sentence[]
  readonly features: AudioFeatures | null
  readonly shots: readonly Shot[]
  readonly language: string
  readonly sourceMs: number
  readonly maxMs: number
}

/** A pause of this length is a paragraph's end in about one case of three, whatever the words say. */
const paragraphMs = 1500
const paragraphShift = 0.35
/** A gap between words up to this long is breathing or thinking; what is beyond it a viewer waits through. */
const breathMs = 700

export const readTalk = (input: TalkInput): Talk => {
  const { words, isPunctuated } = input.transcript
  const lexicon = lexiconFor(input.language)
  const joins = new Set(lexicon.edges.joinsOn ?? [])
  const spans = splitUnits(words, input.sentences, input.maxMs, (word) => joins.has(normalise(word.text)))
  const vocabulary = buildVocabulary(words, spans, lexicon)
  const sound = input.features === null ? null : soundOf(input.features)
  const cuts = cutPoints({ words, spans, sound, shots: input.shots, sourceMs: input.sourceMs })
  const terms = spans.map((span) =>
    [...vocabulary.termOf.subarray(span.startWord, span.endWord)].filter((id) => id >= 0),
  )
  const lexicalShifts = topicShifts(terms)
  const emphasis = sound === null ? null : emphasisOf(spans, sound)
  const novelty = noveltyOf(terms, vocabulary)
  const readSignals = signalReader(words, vocabulary.tokens, lexicon, isPunctuated)
  const edges = edgeReader(vocabulary.tokens, lexicon, isPunctuated)
  const signals = spans.map(readSignals)
  const speakers = spans.map((span) => words[span.startWord]?.speaker ?? null)
  const changes = (index: number): boolean => {
    const here = speakers[index] ?? null
    const before = speakers[index - 1] ?? null
    return here !== null && before !== null && here !== before
  }
  const pauseBefore = (index: number): number => {
    const previous = spans[index - 1]
    const span = spans[index]
    return previous === undefined || span === undefined ? 0 : Math.max(0, span.startMs - previous.endMs)
  }

  const shifts = sharpened(
    spans.map((_span, index) =>
      anyOf([
        lexicalShifts[index] ?? 0,
        paragraphShift * clamp01((pauseBefore(index) - breathMs) / (paragraphMs - breathMs)),
      ]),
    ),
  )

  const units = spans.map((span, index): Unit => {
    const own = signals[index] ?? { hits: [], isQuestion: false, fillerWords: 0 }
    const nextSpan = spans[index + 1]
    const opening = edges.opening(span, own, {
      topicShift: shifts[index] ?? 0,
      speakerChanges: changes(index),
      pauseBeforeMs: pauseBefore(index),
    })
    return {
      ...span,
      ...own,
      startCutMs: cuts[index]?.startCutMs ?? span.startMs,
      endCutMs: cuts[index]?.endCutMs ?? span.endMs,
      canStart: cuts[index]?.canStart ?? false,
      canEnd: cuts[index]?.canEnd ?? false,
      cutWarnings: cuts[index]?.cutWarnings ?? { start: [], end: [] },
      startsAtShot: cuts[index]?.startsAtShot ?? false,
      endsAtShot: cuts[index]?.endsAtShot ?? false,
      terms: terms[index] ?? [],
      speaker: speakers[index] ?? null,
      speakerChanges: changes(index),
      pauseBeforeMs: pauseBefore(index),
      pauseAfterMs: nextSpan === undefined ? Math.max(0, input.sourceMs - span.endMs) : pauseBefore(index + 1),
      // "So", "but" and "then" tie a sentence to the one before, whatever its words.
      topicShift: (shifts[index] ?? 0) * (1 - 0.6 * opening.severity),
      emphasisDb: emphasis?.[index] ?? 0,
      laughter: sound?.meanLaughter(span) ?? 0,
      laughterAfter: sound === null ? 0 : laughterAfter(sound, span.endMs, nextSpan?.startMs ?? input.sourceMs),
      confidence: meanConfidence(words, span),
      deadAirMs: deadAir(words, span),
      novelty: novelty[index] ?? 0,
      opening,
      ending: edges.ending(
        span,
        own,
        nextSpan === undefined
          ? null
          : {
              span: nextSpan,
              signals: signals[index + 1] ?? own,
              pauseMs: pauseBefore(index + 1),
              speakerChanges: changes(index + 1),
              topicShift: shifts[index + 1] ?? 0,
            },
      ),
    }
  })
  const joiner = joinerFor(input.language)
  return {
    words,
    units,
    lexicon,
    vocabulary,
    sound,
    isPunctuated,
    quote: (startWord, endWord) =>
      words
        .slice(startWord, endWord)
        .map((word) => word.text)
        .join(joiner),
  }
}

/** Word counts see a new topic some sentences wide; the pause says at which one it began. The others keep two fifths. */
const sharpened = (shifts: readonly number[]): number[] =>
  shifts.map((shift, index) => {
    const around = shifts.slice(Math.max(0, index - 2), index + 3)
    return shift >= Math.max(...around) ? shift : shift * 0.4
  })

/** Laughter fills the pause after a line, or runs on under the next: the stronger of the two. */
const laughterAfter = (sound: Sound, endMs: number, nextMs: number): number =>
  Math.max(
    sound.meanLaughter({ startMs: endMs, endMs: endMs + 2000 }),
    nextMs - endMs >= 250 ? sound.meanLaughter({ startMs: endMs, endMs: Math.min(nextMs, endMs + 2000) }) : 0,
  )

const meanConfidence = (words: readonly Word[], span: Span): number => {
  let sum = 0
  for (let at = span.startWord; at < span.endWord; at += 1) sum += words[at]?.confidence ?? 0
  return sum / Math.max(1, span.endWord - span.startWord)
}

const deadAir = (words: readonly Word[], span: Span): number => {
  let sum = 0
  for (let at = span.startWord + 1; at < span.endWord; at += 1)
    sum += Math.max(0, (words[at]?.startMs ?? 0) - (words[at - 1]?.endMs ?? 0) - breathMs)
  return sum
}

/** Level against the median of the 24 sentences around (about two minutes): a quiet guest who raises the voice counts. */
const emphasisOf = (spans: readonly Span[], sound: Sound): number[] => {
  const levels = spans.map((span) => sound.meanLevelDb(span))
  return levels.map((level, index) => {
    const around = levels.slice(Math.max(0, index - 12), index + 13).sort((a, b) => a - b)
    return level - (around[Math.floor(around.length / 2)] ?? level)
  })
}

/**
 * Mean rarity of a sentence's content words, then placed between the video's own 10th and 95th percentile. A word said once
 * in the whole video counts 0.6: half of those are slips of the recogniser or the tongue.
 */
const noveltyOf = (terms: readonly (readonly number[])[], vocabulary: Vocabulary): number[] => {
  const raw = terms.map((own) => {
    if (own.length === 0) return 0
    const sum = own.reduce(
      (total, id) => total + (vocabulary.idf[id] ?? 0) * ((vocabulary.count[id] ?? 0) > 1 ? 1 : 0.6),
      0,
    )
    // A sentence with one rare word among function words is not novel: at least four content words are asked for.
    return sum / Math.max(4, own.length)
  })
  const sorted = [...raw].sort((a, b) => a - b)
  const low = sorted[Math.floor(sorted.length * 0.1)] ?? 0
  const high = sorted[Math.floor(sorted.length * 0.95)] ?? 0
  return raw.map((value) => (high - low < 1e-9 ? 0.5 : Math.min(1, Math.max(0, (value - low) / (high - low)))))
}
