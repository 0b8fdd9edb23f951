import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlapMs } from '../time'
import type { Candidate, Shot, Word } from '../types'
import { defaultOptions, laughterAt } from './golden/spoken'
import { findBestMoments, type MomentsInput } from './index'

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
