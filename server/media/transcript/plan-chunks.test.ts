import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MsRange } from '../types'
import { planChunks } from './plan-chunks'

const hopMs = 32

/** Sound in which exactly the given stretches are speech. */
const featuresOf = (durationMs: number, speech: readonly MsRange[]) => {
  const hops = Math.ceil(durationMs / hopMs)
  const isSpeech = (hop: number) =>
    speech.some((range) => hop * hopMs < range.endMs && (hop + 1) * hopMs > range.startMs)
  const voice = Float32Array.from({ length: hops }, (_, hop) => (isSpeech(hop) ? 0.95 : 0.02))
  return { hopMs, voice, levelDb: voice.map((probability) => (probability > 0.5 ? -20 : -60)) }
}

const talk = fc
  .array(fc.record({ silence: fc.integer({ min: 64, max: 15_000 }), speech: fc.integer({ min: 200, max: 70_000 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((turns) => {
    let ms = 0
    const speech = turns.map((turn) => {
      const startMs = ms + turn.silence
      ms = startMs + turn.speech
      return { startMs, endMs: ms }
    })
    return { durationMs: ms + 700, speech }
  })

describe('planChunks', () => {
  it('covers every instant of speech', () => {
    fc.assert(
      fc.property(talk, ({ durationMs, speech }) => {
        const chunks = planChunks(durationMs, featuresOf(durationMs, speech))
        for (const range of speech) {
          for (let ms = range.startMs; ms < range.endMs; ms += 97) {
            expect(chunks.some((chunk) => chunk.startMs <= ms && ms < chunk.endMs)).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives integer ranges in order, none over 30 s, none empty, sharing time only where it says so', () => {
    fc.assert(
      fc.property(talk, ({ durationMs, speech }) => {
        const chunks = planChunks(durationMs, featuresOf(durationMs, speech))
        chunks.forEach((chunk, index) => {
          expect(Number.isInteger(chunk.startMs) && Number.isInteger(chunk.endMs)).toBe(true)
          expect(chunk.endMs - chunk.startMs).toBeGreaterThan(0)
          expect(chunk.endMs - chunk.startMs).toBeLessThanOrEqual(30_000)
          expect(chunk.endMs).toBeLessThanOrEqual(durationMs)
          const shared = (chunks[index - 1]?.endMs ?? 0) - chunk.startMs
          expect(shared).toBe(chunk.overlapsPrevious ? 2_000 : Math.min(shared, 0))
        })
      }),
    )
  })

  it('never cuts inside speech that has a pause within reach', () => {
    const speech = Array.from({ length: 40 }, (_, index) => ({ startMs: index * 5_000, endMs: index * 5_000 + 4_200 }))
    const chunks = planChunks(200_000, featuresOf(200_000, speech))
    expect(chunks.every((chunk) => !chunk.overlapsPrevious)).toBe(true)
    for (const { endMs } of chunks.slice(0, -1)) {
      expect(speech.some((range) => range.startMs < endMs && endMs < range.endMs)).toBe(false)
    }
    expect(chunks.length).toBeLessThanOrEqual(10)
  })

  it('overlaps at the softest spot where nobody pauses', () => {
    const features = featuresOf(60_000, [{ startMs: 0, endMs: 60_000 }])
    features.levelDb.fill(-45, 800, 812)
    const [first, second] = planChunks(60_000, features)
    expect(second?.overlapsPrevious).toBe(true)
    expect(Math.abs(((first?.endMs ?? 0) + (second?.startMs ?? 0)) / 2 - 806 * hopMs)).toBeLessThan(200)
  })

  it('leaves long silence out', () => {
    const speech = [
      { startMs: 1_000, endMs: 6_000 },
      { startMs: 40_000, endMs: 41_000 },
    ]
    const chunks = planChunks(60_000, featuresOf(60_000, speech))
    expect(chunks).toHaveLength(2)
    expect(chunks.reduce((sum, chunk) => sum + chunk.endMs - chunk.startMs, 0)).toBeLessThan(10_000)
  })

  it('has no chunks without speech or without sound', () => {
    expect(planChunks(90_000, featuresOf(90_000, []))).toEqual([])
    expect(planChunks(0, featuresOf(0, []))).toEqual([])
  })

  it('keeps a short file whole', () => {
    const chunks = planChunks(11_000, featuresOf(11_000, [{ startMs: 300, endMs: 10_700 }]))
    expect(chunks).toEqual([{ startMs: 0, endMs: 11_000, overlapsPrevious: false }])
  })

  it('plans two hours in order', () => {
    const speech = Array.from({ length: 720 }, (_, index) => ({
      startMs: index * 10_000 + 400,
      endMs: (index + 1) * 10_000,
    }))
    const chunks = planChunks(7_200_000, featuresOf(7_200_000, speech))
    expect(chunks.at(-1)?.endMs).toBe(7_200_000)
    expect(chunks.length).toBeLessThan(400)
  })
})
