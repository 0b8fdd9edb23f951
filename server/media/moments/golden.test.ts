import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defaultOptions, laughterAt, spoken } from './golden/spoken'
import { findBestMoments } from './index'

const lines = z.array(z.string())
const cases = z
  .array(
    z.object({
      sentence: z.string(),
      before: lines,
      moment: lines,
      after: lines,
      laughAfterMoment: z.boolean().default(false),
      startsWith: z.string(),
      endsWith: z.string(),
      evidence: lines,
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('golden/cases.json', import.meta.url), 'utf8')))

describe('moments', () => {
  it.each(cases.map((golden) => [golden.sentence, golden] as const))('%s', (_sentence, golden) => {
    const { transcript, durationMs } = spoken([...golden.before, ...golden.moment, ...golden.after])
    const momentEnd = transcript.words.find(
      (_word, index) => index === [...golden.before, ...golden.moment].join(' ').split(' ').length - 1,
    )
    const laughs = golden.laughAfterMoment
      ? [{ startMs: momentEnd?.endMs ?? 0, endMs: (momentEnd?.endMs ?? 0) + 350 }]
      : []
    const [best] = findBestMoments({
      source: { durationMs, video: null },
      transcript,
      features: laughterAt(durationMs, laughs),
      shots: [],
      motion: [],
      options: { ...defaultOptions, count: 1, minS: 8, maxS: 40 },
    })
    const inside = transcript.words.filter(
      (word) => word.startMs >= (best?.startMs ?? 0) && word.endMs <= (best?.endMs ?? 0),
    )
    const text = inside.map((word) => word.text).join(' ')
    expect(text.slice(0, golden.startsWith.length)).toBe(golden.startsWith)
    expect(text.slice(-golden.endsWith.length)).toBe(golden.endsWith)
    const signals = best?.features.flatMap((feature) => feature.evidence.map((evidence) => evidence.signal))
    expect(signals).toEqual(expect.arrayContaining(golden.evidence))
    expect(best?.accepted).toBe(true)
  })
})
