import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { voiceSegments } from '../audio'
import type { AudioFeatures, MsRange, Track } from '../types'
import { findTurns } from './find-turns'
import { mouthActivity } from './mouth-activity'

const hopMs = 32
const sound = (lengthMs: number, voiced: readonly MsRange[]): AudioFeatures => {
  const hops = Math.ceil(lengthMs / hopMs)
  const voice = new Float32Array(hops)
  for (const { startMs, endMs } of voiced) voice.fill(1, Math.round(startMs / hopMs), Math.round(endMs / hopMs))
  const flat = new Float32Array(hops)
  return { hopMs, voice, levelDb: flat, flux: flat, laughter: flat }
}

/** A face that speaks (lips between 0 and 0.05 four times in five samples) inside `speaks`, else holds `idleGap`. */
const head = (
  id: string,
  lengthMs: number,
  speaks: readonly MsRange[],
  options: { x?: number; h?: number; idleGap?: number } = {},
): Track => ({
  id,
  person: id.replace('t', 'p'),
  samples: Array.from({ length: Math.floor(lengthMs / 200) }, (_, index) => {
    const tMs = index * 200
    const isSpeaking = speaks.some(({ startMs, endMs }) => tMs >= startMs && tMs < endMs)
    const lipGap = isSpeaking ? 0.025 * (1 + Math.sin(index * 2.1)) : (options.idleGap ?? 0.01)
    return { tMs, x: options.x ?? 0.4, y: 0.3, w: 0.15, h: options.h ?? 0.3, score: 0.9, eyeY: 0.4, lipGap }
  }),
})

const find = (
  tracks: Track[],
  lengthMs: number,
  voiced: MsRange[],
  shots: MsRange[] = [{ startMs: 0, endMs: lengthMs }],
) => findTurns({ tracks, shots, features: sound(lengthMs, voiced), words: [], pictureHeightPx: 360 })

const near = (ms: number) => (value: number | undefined) => Math.abs((value ?? Number.NaN) - ms) <= 450

describe('turns', () => {
  const first = { startMs: 0, endMs: 4000 }
  const second = { startMs: 4000, endMs: 9000 }

  it('go to the mouth that moves, and change when the other one takes over', () => {
    const turns = find([head('t1', 9000, [first], { x: 0.1 }), head('t2', 9000, [second], { x: 0.6 })], 9000, [
      { startMs: 0, endMs: 9000 },
    ])
    expect(turns.map(({ track }) => track)).toEqual(['t1', 't2'])
    expect(turns[1]?.startMs).toSatisfy(near(4000))
  })

  it('do not go to a mouth that stands open, nor prefer a large face to a small one', () => {
    const tracks = [
      head('t1', 9000, [], { x: 0.1, h: 0.6, idleGap: 0.15 }),
      head('t2', 9000, [first, second], { x: 0.6, h: 0.15 }),
    ]
    expect(find(tracks, 9000, [{ startMs: 0, endMs: 9000 }]).map(({ track }) => track)).toEqual(['t2'])
  })

  it('have no track while a narrator speaks over faces that keep still', () => {
    const tracks = [head('t1', 9000, [], { x: 0.1 }), head('t2', 9000, [], { x: 0.6 })]
    expect(find(tracks, 9000, [{ startMs: 500, endMs: 8000 }]).map(({ track }) => track)).toEqual([null])
    expect(find(tracks.slice(0, 1), 9000, [{ startMs: 500, endMs: 8000 }]).map(({ track }) => track)).toEqual([null])
    expect(find([], 9000, [{ startMs: 500, endMs: 8000 }]).map(({ track }) => track)).toEqual([null])
  })

  it('stay with the speaker through an interjection of half a second', () => {
    const aside = { startMs: 4000, endMs: 4500 }
    const turns = find(
      [head('t1', 9000, [{ startMs: 0, endMs: 9000 }], { x: 0.1 }), head('t2', 9000, [aside], { x: 0.6 })],
      9000,
      [{ startMs: 0, endMs: 9000 }],
    )
    expect(turns.map(({ track }) => track)).toEqual(['t1'])
  })

  it('believe a lone face whose lips are hidden', () => {
    const { samples, ...track } = head('t1', 6000, [])
    const hidden = { ...track, samples: samples.map((sample) => ({ ...sample, lipGap: null })) }
    expect(find([hidden], 6000, [{ startMs: 0, endMs: 6000 }]).map((turn) => turn.track)).toEqual(['t1'])
  })

  it('change between words, not inside one', () => {
    const tracks = [head('t1', 9000, [first], { x: 0.1 }), head('t2', 9000, [second], { x: 0.6 })]
    const features = sound(9000, [{ startMs: 0, endMs: 9000 }])
    const input = { tracks, shots: [{ startMs: 0, endMs: 9000 }], features, pictureHeightPx: 360 }
    const words = Array.from({ length: 18 }, (_, index) => ({ startMs: index * 500 + 30, endMs: index * 500 + 470 }))
    expect((findTurns({ ...input, words })[1]?.startMs ?? 0) % 500).toBe(0)
  })

  it('never overlap, stay inside voice, its hangover and breaths, and never cross a shot boundary', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 2, max: 60 }))
      .map(([start, length]) => ({ startMs: start * 50, endMs: (start + length) * 50 }))
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 5 }),
        fc.array(range, { maxLength: 5 }),
        fc.array(range, { maxLength: 4 }),
        fc.integer({ min: 1, max: 11_999 }),
        (one, two, voiced, cut) => {
          const shots = [
            { startMs: 0, endMs: cut },
            { startMs: cut, endMs: 12_000 },
          ]
          const features = sound(12_000, voiced)
          const tracks = [head('t1', 12_000, one, { x: 0.1 }), head('t2', 12_000, two, { x: 0.6 })]
          const turns = findTurns({ tracks, shots, features, words: [], pictureHeightPx: 360 })
          const segments = voiceSegments(features)
          turns.forEach((turn, index) => {
            expect(turn.startMs).toBeGreaterThanOrEqual(turns[index - 1]?.endMs ?? 0)
            expect(turn.endMs).toBeGreaterThan(turn.startMs)
            expect(
              segments.some(({ startMs, endMs }) => turn.startMs >= startMs - 80 && turn.startMs < endMs + 160),
            ).toBe(true)
            expect(segments.some(({ startMs, endMs }) => turn.endMs > startMs - 80 && turn.endMs <= endMs + 160)).toBe(
              true,
            )
            expect(turn.startMs < cut && turn.endMs > cut).toBe(false)
            expect(turn.confidence).toBeGreaterThanOrEqual(0)
            expect(turn.confidence).toBeLessThanOrEqual(1)
          })
          const covered = turns.reduce((sum, turn) => sum + turn.endMs - turn.startMs, 0)
          const spoken = segments.reduce((sum, { startMs, endMs }) => sum + Math.min(endMs, 12_000) - startMs, 0)
          expect(covered).toBeGreaterThanOrEqual(spoken)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('mouth activity', () => {
  it('does not depend on where the mouth rests', () => {
    const low = mouthActivity(head('t1', 4000, [{ startMs: 0, endMs: 4000 }]), 360)
    const track = head('t1', 4000, [{ startMs: 0, endMs: 4000 }])
    const open = { ...track, samples: track.samples.map((s) => ({ ...s, lipGap: (s.lipGap ?? 0) + 0.1 })) }
    mouthActivity(open, 360).forEach(({ activity }, index) => {
      expect(activity).toBeCloseTo(low[index]?.activity ?? Number.NaN, 6)
    })
  })

  it('is nothing for trembling of a tenth of a pixel, and unknown without lips', () => {
    const track = head('t1', 4000, [], { h: 0.15 })
    const trembling = {
      ...track,
      samples: track.samples.map((s, i) => ({ ...s, lipGap: 0.01 + ((i % 2) * 0.2) / 54 })),
    }
    expect(mouthActivity(trembling, 360).every(({ activity }) => activity === 0)).toBe(true)
    const hidden = { ...track, samples: track.samples.map((s) => ({ ...s, lipGap: null })) }
    expect(mouthActivity(hidden, 360).every(({ activity }) => activity === null)).toBe(true)
  })
})
