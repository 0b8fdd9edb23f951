import { describe, expect, it } from 'vitest'
import { videoOf } from '@/server/testing/framing-scene'
import { overlapMs } from '../time'
import { splitSentences } from '../transcript/sentences'
import type { AudioFeatures, MotionSample, MsRange, Shot, Word } from '../types'
import { cutPoints } from './boundaries'
import { defaultOptions, laughterAt, spoken } from './golden/spoken'
import { findBestMoments, type MomentsInput, targetCount } from './index'

const isInside = (words: readonly Word[], ms: number): boolean =>
  words.some((word) => word.startMs < ms && ms < word.endMs)

const lines = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_nothing, index) =>
      `The ${words[(index + from) % words.length]} number ${index + from} stands beside the old wooden shed today.`,
  )
const words = ['apple', 'fence', 'ladder', 'lamp', 'river', 'castle', 'engine', 'violin', 'market', 'desert', 'planet']

const input = (overrides: Partial<MomentsInput>): MomentsInput => ({
  source: { durationMs: 60_000, video: null },
  transcript: { language: 'en', words: [], isPunctuated: true, engine: { id: 'none', version: '1', reason: 'test' } },
  features: null,
  shots: [],
  motion: [],
  options: defaultOptions,
  ...overrides,
})

describe('how many', () => {
  it('gives one clip per two to three minutes of talk: at least 8 for 20 minutes and 32 for 120', () => {
    expect(targetCount(20 * 60_000, 100)).toBeGreaterThanOrEqual(8)
    expect(targetCount(120 * 60_000, 100)).toBeGreaterThanOrEqual(32)
    expect(targetCount(120 * 60_000, 100)).toBeLessThanOrEqual(60)
    expect(targetCount(1000, 100)).toBe(1)
  })

  it('finds them in 20 and in 120 minutes of the plainest talk, none at the cost of a broken thought', () => {
    for (const [minutes, least] of [
      [20, 8],
      [120, 32],
    ] as const) {
      const { transcript, durationMs } = spoken(lines(minutes * 11))
      const candidates = findBestMoments(input({ source: { durationMs, video: null }, transcript }))
      const accepted = candidates.filter((candidate) => candidate.accepted)
      expect(accepted.length).toBeGreaterThanOrEqual(least)
      expect(accepted.every(({ boundary }) => boundary.startsAt === 'sentence' && boundary.endsAt === 'sentence')).toBe(
        true,
      )
      expect(candidates.length).toBeLessThanOrEqual(11 * accepted.length)
    }
  })

  it('says on the best clip why there are fewer than asked for', () => {
    const { transcript, durationMs } = spoken(lines(20))
    const [best] = findBestMoments(
      input({ source: { durationMs, video: null }, transcript, options: { ...defaultOptions, count: 50 } }),
    )
    expect(best?.reason).toMatch(/of the 50 asked for/)
  })
})

describe('edges', () => {
  it('keeps a breath before the first and after the last word where there is silence', () => {
    const { transcript, durationMs } = spoken(lines(60))
    const accepted = findBestMoments(input({ source: { durationMs, video: null }, transcript })).filter(
      (item) => item.accepted,
    )
    for (const { boundary } of accepted) {
      expect(boundary.leadMs).toBeGreaterThanOrEqual(120)
      expect(boundary.leadMs).toBeLessThanOrEqual(250)
      expect(boundary.tailMs).toBeGreaterThanOrEqual(200)
      expect(boundary.tailMs).toBeLessThanOrEqual(450)
    }
  })

  it('leaves no frames of another shot at either end when the cut is in the breath', () => {
    const { transcript, durationMs } = spoken(lines(12))
    const sentences = splitSentences(transcript, 'en')
    const spans = sentences.map((sentence) => ({ ...sentence, startsSentence: true, endsSentence: true }))
    const beforeWords = (spans[3]?.startMs ?? 0) - 60
    const afterWords = (spans[6]?.endMs ?? 0) + 90
    const shots = [0, beforeWords, afterWords].map(
      (startMs, index, all): Shot => ({
        startMs,
        endMs: all[index + 1] ?? durationMs,
        transition: index === 0 ? 'start' : 'cut',
      }),
    )
    const cuts = cutPoints({ words: transcript.words, spans, sound: null, shots, sourceMs: durationMs })
    expect([cuts[3]?.startCutMs, cuts[3]?.startsAtShot]).toEqual([beforeWords, true])
    expect([cuts[6]?.endCutMs, cuts[6]?.endsAtShot]).toEqual([afterWords, true])
  })

  it('cuts a talk without a single pause or mark at its inner gaps and says so', () => {
    const text = Array.from({ length: 400 }, (_nothing, index) => `${words[index % words.length]}s and`).join(' ')
    const { transcript, durationMs } = spoken([text], { isPunctuated: false })
    const accepted = findBestMoments(input({ source: { durationMs, video: null }, transcript })).filter(
      (item) => item.accepted,
    )
    expect(accepted.length).toBeGreaterThanOrEqual(1)
    expect(accepted.every(({ startMs, endMs }) => endMs - startMs <= 60_000)).toBe(true)
    expect(accepted.every(({ boundary }) => boundary.endsAt === 'pause' && boundary.warnings.length > 0)).toBe(true)
  })
})

describe('what the creator asks for', () => {
  it('takes ranges by hand as they are, but for the words at their edges', () => {
    const { transcript, durationMs } = spoken(lines(40))
    const inWord = transcript.words[30]
    const range: MsRange = { startMs: (inWord?.startMs ?? 0) + 30, endMs: 60_000 }
    const candidates = findBestMoments(
      input({
        source: { durationMs, video: null },
        transcript,
        options: { ...defaultOptions, ranges: [range, { startMs: 500, endMs: 9000 }] },
      }),
    )
    expect(candidates).toHaveLength(2)
    for (const { accepted, boundary, startMs, endMs } of candidates) {
      expect(accepted).toBe(true)
      expect(boundary.startsAt).toBe('manual')
      expect(isInside(transcript.words, startMs)).toBe(false)
      expect(isInside(transcript.words, endMs)).toBe(false)
    }
    expect(candidates.some(({ startMs }) => Math.abs(startMs - range.startMs) <= 600)).toBe(true)
  })

  it('puts what was asked for in front, with the words as evidence', () => {
    const asked = [
      'The volcano woke the fishermen long before dawn.',
      'Volcanoes warn us with a deep and steady hum.',
      'Every volcano has a voice of its own.',
    ]
    const { transcript, durationMs } = spoken([...lines(40), ...asked, ...lines(40, 40)])
    const [best] = findBestMoments(
      input({ source: { durationMs, video: null }, transcript, options: { ...defaultOptions, prompt: 'volcanoes' } }),
    )
    const evidence = best?.features.find((feature) => feature.feature === 'relative')?.evidence[0]
    expect(evidence?.signal).toMatch(/asked for/)
    expect(evidence?.text.toLowerCase()).toContain('volcano')
  })
})

describe('sources without talk', () => {
  const still: AudioFeatures = laughterAt(60_000, [], -90)
  const picture = videoOf(640, 360)

  it('has a defined answer for nothing at all, for silence, for one word and for a picture alone', () => {
    expect(findBestMoments(input({ source: { durationMs: 0, video: null } }))).toEqual([])
    expect(findBestMoments(input({ features: still }))).toEqual([])
    const word = spoken(['Banana.'])
    const [one] = findBestMoments(input({ transcript: word.transcript }))
    expect([one?.accepted, one?.title]).toEqual([true, 'Banana'])
    const pictured = findBestMoments(input({ source: { durationMs: 60_000, video: picture } }))
    expect(pictured.filter((candidate) => candidate.accepted)).toHaveLength(1)
    expect(pictured[0]?.title).toMatch(/^Moment at \d+:\d\d$/)
  })

  it('makes one clip of a source that is shorter than a clip', () => {
    const { transcript } = spoken(lines(2))
    const candidates = findBestMoments(input({ source: { durationMs: 9000, video: null }, transcript }))
    expect(candidates.map(({ startMs, endMs, accepted }) => [startMs, endMs, accepted])).toEqual([[0, 9000, true]])
  })

  it('finds where the crowd cheers and where the picture moves, and cuts at changes of shot', () => {
    const durationMs = 600_000
    const cheer = { startMs: 302_000, endMs: 308_000 }
    const quiet = laughterAt(durationMs, [cheer], -35)
    const features = {
      ...quiet,
      levelDb: quiet.levelDb.map((level, hop) => (quiet.laughter[hop] === 1 ? -12 : level + (hop % 7) * 0.2)),
    }
    const motion: MotionSample[] = Array.from({ length: 1200 }, (_nothing, index) => ({
      tMs: index * 500,
      x: 0.5,
      y: 0.5,
      spread: 0.1,
      amount: index * 500 > 296_000 && index * 500 < 308_000 ? 0.9 : 0.1,
    }))
    const shots: Shot[] = [0, 100_000, 292_000, 318_000, 450_000].map((startMs, index, all) => ({
      startMs,
      endMs: all[index + 1] ?? durationMs,
      transition: index === 0 ? 'start' : 'cut',
    }))
    const [best] = findBestMoments(input({ source: { durationMs, video: picture }, features, motion, shots }))
    expect(overlapMs(best ?? { startMs: 0, endMs: 0 }, cheer)).toBe(6000)
    expect([best?.boundary.startsAt, best?.startMs]).toEqual(['shot', 292_000])
  })
})

describe('titles', () => {
  it('are clauses that were said, short, and end on a word that carries something', () => {
    const { transcript, durationMs } = spoken([
      ...lines(8),
      'And so what nobody tells you is that the most expensive thing in a company is the calendar, because of the people who sit in it and of the things that they would do.',
      ...lines(8, 30),
    ])
    const candidates = findBestMoments(input({ source: { durationMs, video: null }, transcript }))
    const said = transcript.words
      .map((word) => word.text)
      .join(' ')
      .toLowerCase()
    for (const { title } of candidates) {
      expect(title.length).toBeLessThanOrEqual(70)
      expect(said).toContain(title.toLowerCase().replace(/\?$/, ''))
      expect(title).not.toMatch(/ (the|of|and|to|a|in)$/i)
    }
  })
})
