import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlapMs } from '../time'
import { splitSentences } from '../transcript/sentences'
import type { AudioFeatures, Candidate, MotionSample, MsRange, Shot, Word } from '../types'
import { cutPoints } from './boundaries'
import { defaultOptions, laughterAt, spoken } from './golden/spoken'
import { findBestMoments, type MomentsInput, targetCount } from './index'

const vocabulary =
  'and so because he it the garden water never three reasons first why what you money killed love that’s lesson turns out remember day roots best worst is was a of um'.split(
    ' ',
  )

/** Any talk at all: odd sentences, cross-talk, long pauses, silence before and after. */
const anyTalk = fc
  .record({
    tokens: fc.array(
      fc.record({
        text: fc.constantFrom(...vocabulary),
        mark: fc.constantFrom('', '', '', '', ',', '.', '?', '!'),
        gapMs: fc.constantFrom(0, 20, 40, 60, 300, 900, 2500, -80),
        lengthMs: fc.integer({ min: 0, max: 900 }),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 260 },
    ),
    isPunctuated: fc.boolean(),
    restMs: fc.integer({ min: 0, max: 20_000 }),
    minS: fc.integer({ min: 3, max: 15 }),
    spanS: fc.integer({ min: 0, max: 45 }),
    count: fc.option(fc.integer({ min: 1, max: 9 })),
    cuts: fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 6 }),
    language: fc.constantFrom('en', 'fr', 'de', 'xx', 'ja'),
  })
  .map(({ tokens, restMs, minS, spanS, cuts, isPunctuated, count, language }): MomentsInput => {
    const words: Word[] = []
    let ms = 300
    for (const token of tokens) {
      const startMs = Math.max(0, ms + token.gapMs)
      words.push({
        text: `${token.text}${isPunctuated ? token.mark : ''}`,
        startMs,
        endMs: startMs + token.lengthMs,
        confidence: token.confidence,
      })
      ms = startMs + token.lengthMs
    }
    const durationMs = words.reduce((latest, word) => Math.max(latest, word.endMs), ms) + restMs
    const starts = [0, ...new Set(cuts.filter((cut) => cut < durationMs))].sort((a, b) => a - b)
    const shots = starts.map(
      (startMs, index): Shot => ({
        startMs,
        endMs: starts[index + 1] ?? durationMs,
        transition: index === 0 ? 'start' : 'cut',
      }),
    )
    return {
      source: { durationMs, video: null },
      transcript: { language, words, isPunctuated, engine: { id: 'any', version: '1', reason: 'test' } },
      features: laughterAt(durationMs, []),
      shots,
      motion: [],
      options: { ...defaultOptions, minS, maxS: minS + spanS, count, language },
    }
  })

const forAll = (check: (input: MomentsInput, candidates: Candidate[]) => void, runs = 60) =>
  fc.assert(
    fc.property(anyTalk, (input) => check(input, findBestMoments(input))),
    { numRuns: runs },
  )

const isInside = (words: readonly Word[], ms: number): boolean =>
  words.some((word) => word.startMs < ms && ms < word.endMs)

describe('whatever is said', () => {
  it('keeps every candidate inside the source, with whole milliseconds and a positive length', () => {
    forAll((input, candidates) => {
      for (const { startMs, endMs } of candidates) {
        expect(Number.isInteger(startMs) && Number.isInteger(endMs)).toBe(true)
        expect(startMs).toBeGreaterThanOrEqual(0)
        expect(endMs).toBeLessThanOrEqual(input.source.durationMs)
        expect(endMs).toBeGreaterThan(startMs)
      }
    })
  })

  it('cuts no word in two', () => {
    forAll((input, candidates) => {
      // A source that is one clip begins and ends where the recording does.
      for (const { startMs, endMs, boundary } of candidates.filter(
        (item) => item.boundary.startsAt !== 'source-start',
      )) {
        expect([boundary, isInside(input.transcript.words, startMs)]).toEqual([boundary, false])
        expect([boundary, isInside(input.transcript.words, endMs)]).toEqual([boundary, false])
      }
    })
  })

  it('sums contributions to the score, each of the six entries once, with evidence', () => {
    forAll((_input, candidates) => {
      for (const { score, features } of candidates) {
        expect(features.map((item) => item.feature)).toEqual([
          'hook',
          'clarity',
          'payoff',
          'emotion',
          'novelty',
          'relative',
        ])
        const sum = features.reduce((total, item) => total + item.contribution, 0)
        expect(Math.abs(sum - score)).toBeLessThan(1e-9)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(100)
        for (const item of features) {
          expect(item.value).toBeGreaterThanOrEqual(0)
          expect(item.value).toBeLessThanOrEqual(1)
          expect(item.contribution).toBe(item.value * item.weight)
          expect(item.evidence.length).toBeGreaterThan(0)
          expect(item.evidence.every((evidence) => evidence.signal !== '')).toBe(true)
        }
      }
    })
  })

  it('quotes evidence to the letter, from inside the clip', () => {
    forAll((input, candidates) => {
      const said = input.transcript.words.map((word) => word.text).join(input.options.language === 'ja' ? '' : ' ')
      for (const candidate of candidates)
        for (const evidence of candidate.features.slice(0, 5).flatMap((feature) => feature.evidence)) {
          expect(evidence.text.startsWith('0:') || said.includes(evidence.text)).toBe(true)
          expect(overlapMs(evidence, { startMs: candidate.startMs - 1, endMs: candidate.endMs + 1 })).toBe(
            evidence.endMs - evidence.startMs,
          )
        }
    })
  })

  it('accepts no two clips that share more than a fifth of the shorter one', () => {
    forAll((_input, candidates) => {
      const accepted = candidates.filter((candidate) => candidate.accepted)
      accepted.forEach((a, index) => {
        for (const b of accepted.slice(index + 1))
          expect(overlapMs(a, b)).toBeLessThanOrEqual(0.2 * Math.min(a.endMs - a.startMs, b.endMs - b.startMs))
      })
    })
  })

  it('gives every candidate a reason, at least one clip where words are said, and never more than asked for', () => {
    forAll((input, candidates) => {
      const accepted = candidates.filter((candidate) => candidate.accepted)
      expect(candidates.every((candidate) => candidate.reason.length > 10)).toBe(true)
      expect(accepted.length).toBeLessThanOrEqual(input.options.count ?? 100)
      expect(accepted.length).toBeGreaterThanOrEqual(Math.min(1, input.transcript.words.length))
    })
  })

  it('answers the same bytes for the same input, accepted first, best first', () => {
    forAll((input, candidates) => {
      expect(JSON.stringify(findBestMoments(input))).toBe(JSON.stringify(candidates))
      const order = candidates.map((candidate) => Number(!candidate.accepted) * 1000 - candidate.score)
      expect(order).toEqual([...order].sort((a, b) => a - b))
    }, 40)
  })
})

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
  const picture = {
    index: 0,
    codec: 'h264',
    widthPx: 640,
    heightPx: 360,
    codedWidthPx: 640,
    codedHeightPx: 360,
    rotationDeg: 0,
    sar: { num: 1, den: 1 },
    fps: { num: 25, den: 1 },
    isVariableFrameRate: false,
    isHdr: false,
    transfer: null,
    pixelFormat: 'yuv420p',
  } as const

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
