import { toJson } from '@/server/db/json'
import type { FeatureScore, FramingReport, Word } from '@/server/media/types'
import { talkLines } from './generated-media'

const lineMs = 6_400
const lineStarts = [500, 7_000, 13_500]

/** Each sentence of the talk, its words one after the other. */
export const talkWords = (): readonly Word[] =>
  talkLines.flatMap((line, index) => {
    const said = line.split(' ')
    const stepMs = Math.floor((lineMs - 600) / said.length)
    const fromMs = lineStarts[index] ?? 0
    return said.map((text, at) => ({
      text,
      startMs: fromMs + at * stepMs,
      endMs: fromMs + (at + 1) * stepMs,
      confidence: at === 4 ? 0.4 : 0.95,
    }))
  })

const scoresOf = (startMs: number, share: number): readonly FeatureScore[] =>
  (
    [
      ['hook', 30],
      ['payoff', 25],
      ['clarity', 20],
      ['emotion', 15],
      ['novelty', 10],
    ] as const
  ).map(([feature, weight]) => ({
    feature,
    value: share,
    weight,
    contribution: share * weight,
    evidence: [{ startMs, endMs: startMs + 2_000, signal: 'opens with a question', text: 'Why do most gardens fail' }],
  }))

export const momentAt = (position: number) => {
  const startMs = (lineStarts[position] ?? 0) - 100
  const endMs = startMs + lineMs
  const share = 0.9 - position * 0.2
  const said = talkLines[position] ?? ''
  return {
    startMs,
    endMs,
    score: share * 100,
    accepted: position < 2,
    reason: position < 2 ? 'A whole thought with a question at its start.' : 'It leans on what was said before.',
    title: said.slice(0, 60),
    features: toJson(scoresOf(startMs, share)),
    boundary: toJson({
      startsAt: 'sentence',
      endsAt: 'sentence',
      firstWords: said.split(' ').slice(0, 4).join(' '),
      lastWords: said.split(' ').slice(-4).join(' '),
      leadMs: 100,
      tailMs: 200,
      warnings: position === 1 ? ['Begins with “The trick”, which leans on what came before.'] : [],
    }),
  }
}
export const moments = talkLines.map((_, position) => momentAt(position))

export const framing: FramingReport = {
  speakerInFrame: null,
  faceCutByEdge: null,
  faceFullyInside: null,
  framesWithoutSubject: 0,
  layoutChangesPerMinute: 0,
  maxSpeed: 0,
  maxAcceleration: 0,
  upscaling: 1.5,
  warnings: [],
}

export const finishedStages = [
  ['probe', null],
  ['speech', 'talk.srt was given; its text is kept to the letter.'],
  ['scan', '2 shots'],
  ['moments', '2 of 3 moments chosen'],
  ['faces', 'Nobody’s face is seen.'],
  ['speakers', null],
  ['clips', null],
  ['renders', null],
] as const
