import { limits as productLimits } from '../limits'
import { type Sentence, splitSentences } from '../transcript/sentences'
import type { AudioFeatures, Candidate, MotionSample, MsRange, Shot, SourceInfo, Transcript, Word } from '../types'
import { asGiven, runInside, snapRange, splitAtRanges } from './given-moments'
import type { Proposal } from './proposal'
import { selectMoments, targetCount } from './select'
import { proposeSilent } from './silent-moments'
import { soundOf } from './sound'
import { readTalk, type Talk } from './talk'
import { type LengthLimits, proposeRuns, proposeTalk, rawScores } from './talk-moments'

export type MomentOptions = {
  /** How many clips; null for about one per two to three minutes of talk. */
  readonly count: number | null
  readonly minS: number
  readonly maxS: number
  /** What the creator wants to see, in plain words. */
  readonly prompt: string | null
  /** Ranges chosen by hand: they become the clips. */
  readonly ranges: readonly MsRange[] | null
  readonly language: string
}

export type MomentsInput = {
  readonly source: Pick<SourceInfo, 'durationMs' | 'video'>
  readonly transcript: Transcript
  readonly features: AudioFeatures | null
  readonly shots: readonly Shot[]
  readonly motion: readonly MotionSample[]
  readonly options: MomentOptions
}

export type MomentPool = { readonly proposals: readonly Proposal[]; readonly count: number }

/** Talk that fills less of the source than this is commentary: sound and picture have their moments too. */
const talkShare = 0.25
/** Pauses up to this long belong to the talk they interrupt. */
const talkPauseMs = 5000
/** RMS below this everywhere is digital silence, not a quiet recording. */
const silenceDb = -75

/** Every moment that could be a clip, scored. Total: a source without words, sound or motion has a defined answer. */
export const proposeMoments = (input: MomentsInput): MomentPool => {
  const { options, source } = input
  const sourceMs = source.durationMs
  if (sourceMs <= 0) return { proposals: [], count: 0 }
  const words = input.transcript.words.filter((word) => word.startMs >= 0 && word.endMs <= sourceMs + 50)
  const transcript = { ...input.transcript, words: words.map((word) => within(word, sourceMs)) }
  const sentences = splitSentences(transcript, options.language)
  const limits = { minMs: options.minS * 1000, maxMs: options.maxS * 1000 }
  const read = (pieces: readonly Sentence[]) =>
    readTalk({ ...input, transcript, sentences: pieces, language: options.language, sourceMs, maxMs: limits.maxMs })

  if (options.ranges !== null) return given(input, transcript, sentences, limits, read)
  const hasPicture = source.video !== null
  if (words.length === 0 && !hasPicture && isSilent(input.features)) return { proposals: [], count: 0 }
  if (sourceMs <= limits.minMs) return { proposals: whole(input, read(sentences), limits), count: 1 }

  const talkMs = talkTime(sentences)
  const isTalk = talkMs >= talkShare * sourceMs
  const count = Math.min(
    options.count ?? targetCount(isTalk ? talkMs : sourceMs, productLimits.maxClips),
    productLimits.maxClips,
  )
  const talk = read(sentences)
  const spoken = proposeTalk(talk, limits, options.prompt)
  const talking = spoken.length > 0 ? spoken : padded(talk, limits, options.prompt, sourceMs)
  const others = isTalk && talking.length > 0 ? [] : silent(input, limits, null, talk)
  const proposals = [...talking, ...others]
  return { proposals: proposals.length > 0 ? proposals : whole(input, talk, limits), count }
}

/** The two steps in one, for callers without a judge. */
export const findBestMoments = (input: MomentsInput): Candidate[] => {
  const pool = proposeMoments(input)
  return selectMoments(pool.proposals, pool.count)
}

const within = (word: Word, sourceMs: number): Word =>
  word.endMs <= sourceMs ? word : { ...word, startMs: Math.min(word.startMs, sourceMs), endMs: sourceMs }

const isSilent = (features: AudioFeatures | null): boolean =>
  features === null || features.levelDb.every((level) => level < silenceDb)

const talkTime = (sentences: readonly Sentence[]): number =>
  sentences.reduce((sum, sentence, index) => {
    const pauseMs = sentence.startMs - (sentences[index - 1]?.endMs ?? sentence.startMs)
    return sum + (sentence.endMs - sentence.startMs) + (pauseMs > 0 && pauseMs <= talkPauseMs ? pauseMs : 0)
  }, 0)

const silent = (
  input: MomentsInput,
  limits: LengthLimits,
  ranges: readonly MsRange[] | null,
  talk: Talk | null,
): Proposal[] =>
  proposeSilent({
    sound: input.features === null ? null : soundOf(input.features),
    motion: input.motion,
    shots: input.shots,
    sourceMs: input.source.durationMs,
    limits,
    given: ranges,
    // Commentary now and then: a cut may not fall into it.
  }).filter((proposal) => talk === null || !cutsWord(talk.words, proposal))

const cutsWord = (words: readonly Word[], range: MsRange): boolean =>
  words.some(
    (word) =>
      (word.startMs < range.startMs && range.startMs < word.endMs) ||
      (word.startMs < range.endMs && range.endMs < word.endMs),
  )

/** A source shorter than a clip is one clip. */
const whole = (input: MomentsInput, talk: Talk, limits: LengthLimits): Proposal[] => {
  const sourceMs = input.source.durationMs
  const range = { startMs: 0, endMs: Math.min(sourceMs, Math.max(limits.maxMs, 1)) }
  const run = runInside(talk, range)
  const [proposal] =
    run === null
      ? silent(input, limits, [range], null)
      : proposeRuns(talk, [{ range, run: { ...run, ...range } }], [], input.options.prompt)
  return proposal === undefined
    ? []
    : [
        asGiven(proposal, range, false, {
          startsAt: 'source-start',
          ...(range.endMs === sourceMs ? { endsAt: 'source-end' } : {}),
        }),
      ]
}

/** Little talk in a longer source: the talk, with silence around it up to the shortest length asked for. */
const padded = (talk: Talk, limits: LengthLimits, prompt: string | null, sourceMs: number): Proposal[] =>
  proposeTalk(talk, { minMs: 0, maxMs: limits.maxMs }, prompt).map((proposal) => {
    // Where people talk at once, the word that ends last is not always the last one written.
    const floorMs = Math.max(0, ...talk.words.map((word) => word.endMs).filter((ms) => ms <= proposal.startMs))
    const ceilingMs = Math.min(sourceMs, ...talk.words.map((word) => word.startMs).filter((ms) => ms >= proposal.endMs))
    const missing = Math.max(0, limits.minMs - (proposal.endMs - proposal.startMs))
    const startMs = Math.max(floorMs, proposal.startMs - Math.round(missing / 2))
    const endMs = Math.min(ceilingMs, Math.max(proposal.endMs, startMs + limits.minMs))
    const range = { startMs: Math.max(floorMs, Math.min(startMs, endMs - limits.minMs)), endMs }
    const { boundary } = proposal.describe()
    return {
      ...asGiven(proposal, range, false, {
        leadMs: boundary.leadMs + proposal.startMs - range.startMs,
        tailMs: boundary.tailMs + range.endMs - proposal.endMs,
        warnings: [...boundary.warnings, 'holds more silence than a breath, to reach the shortest length asked for'],
      }),
      opening: proposal.opening,
      ending: proposal.ending,
    }
  })

const given = (
  input: MomentsInput,
  transcript: Transcript,
  sentences: readonly Sentence[],
  limits: LengthLimits,
  read: (pieces: readonly Sentence[]) => Talk,
): MomentPool => {
  const ranges = (input.options.ranges ?? [])
    .map((range) => snapRange(range, transcript.words, sentences, input.source.durationMs))
    .filter((range) => range !== null)
  const scale = rawScores(read(sentences), limits)
  const talk = read(splitAtRanges(sentences, transcript.words, ranges))
  const proposals = ranges.flatMap((range) => {
    const run = runInside(talk, range)
    const [proposal] =
      run === null
        ? silent(input, limits, [range], null)
        : proposeRuns(talk, [{ range, run: { ...run, ...range } }], scale, input.options.prompt)
    return proposal === undefined ? [] : [asGiven(proposal, range, true, { startsAt: 'manual', endsAt: 'manual' })]
  })
  return { proposals, count: proposals.length }
}
