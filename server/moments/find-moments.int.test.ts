import { afterEach, describe, expect, it } from 'vitest'
import type { ServiceContext } from '@/server/context'
import { DomainError, isDomainError } from '@/server/errors'
import type { Transcript, Word } from '@/server/media/types'
import type { Reranker } from '@/server/ports/reranker'
import { sourceOf } from '@/server/testing/framing-scene'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { findMoments } from './find-moments'

const subjects = ['apple', 'fence', 'ladder', 'lamp', 'river', 'castle', 'engine', 'violin', 'market', 'desert']

const transcript: Transcript = {
  language: 'en',
  words: Array.from(
    { length: 80 },
    (_nothing, line) => `The ${subjects[line % 10]} number ${line} stands beside the shed.`,
  )
    .join(' ')
    .split(' ')
    .map((text, at): Word => ({ text, startMs: at * 420, endMs: at * 420 + 300, confidence: 0.9 })),
  isPunctuated: true,
  engine: { id: 'written', version: '1', reason: 'test' },
}

const source = sourceOf({ durationMs: 300_000 })

const options = { count: 3, minS: 15, maxS: 40, prompt: null, ranges: null, language: 'en' }
const input = { source, transcript, features: null, shots: [], motion: [], options }

const opened: TestContext[] = []
afterEach(async () => {
  for (const context of opened.splice(0)) await context.close()
})

const contextWith = async (reranker: Reranker | null, warnings: string[] = []): Promise<ServiceContext> => {
  const context = await openTestContext({
    ports: { reranker },
    log: { info: () => undefined, warn: (message) => void warnings.push(message), error: () => undefined },
  })
  opened.push(context)
  return context.ctx
}

const judgeThat = (judge: Reranker['judge']): Reranker => ({ id: 'judge', version: async () => '1', judge })

describe('findMoments', () => {
  it('finds clips without a judge', async () => {
    const candidates = await findMoments(await contextWith(null), input)
    expect(candidates.filter((candidate) => candidate.accepted)).toHaveLength(3)
  })

  it("lets a judge's liking raise a clip, takes its titles, and asks once for the same question", async () => {
    let asked = 0
    const judge = judgeThat(async ({ candidates }) => {
      asked += 1
      return candidates.map(({ text }) => ({
        score: text.includes('number 33 ') ? 1 : 0,
        title: text.includes('number 33 ') ? 'Thirty-three' : '',
        hashtags: [],
        reason: 'It says so.',
      }))
    })
    const ctx = await contextWith(judge)
    const [best] = await findMoments(ctx, input)
    expect(best?.title).toBe('Thirty-three')
    expect(best?.features.at(-1)?.evidence.at(-1)?.signal).toMatch(/judge gives it 100 of 100/)
    const sum = best?.features.reduce((total, feature) => total + feature.contribution, 0) ?? 0
    expect(Math.abs(sum - (best?.score ?? 0))).toBeLessThan(1e-9)
    await findMoments(ctx, input)
    expect(asked).toBe(1)
  })

  it('goes on without a judge that fails, and says so', async () => {
    const warnings: string[] = []
    const failing = judgeThat(async () => {
      throw new DomainError('engine_unavailable', 'The judge sleeps.')
    })
    let unjudged = 0
    const onUnjudged = () => {
      unjudged += 1
    }
    const candidates = await findMoments(await contextWith(failing, warnings), { ...input, onUnjudged })
    expect(candidates).toEqual(await findMoments(await contextWith(null), { ...input, onUnjudged }))
    expect(warnings).toHaveLength(1)
    // With no judge at all there is nothing to miss.
    expect(unjudged).toBe(1)
  })

  it('stops when it is cancelled while a judge thinks', async () => {
    const cancelled = judgeThat(async () => {
      throw new DomainError('cancelled', 'Cancelled.')
    })
    await expect(findMoments(await contextWith(cancelled), input)).rejects.toSatisfy((error) =>
      isDomainError(error, 'cancelled'),
    )
  })

  it('refuses lengths and ranges that make no sense', async () => {
    const bad = [{ minS: 40, maxS: 15 }, { count: 0 }, { ranges: [{ startMs: 5000, endMs: 4000 }] }]
    for (const wrong of bad)
      await expect(
        findMoments(await contextWith(null), { ...input, options: { ...options, ...wrong } }),
      ).rejects.toSatisfy((error) => isDomainError(error, 'invalid_request'))
  })
})
