import { describe, expect, it } from 'vitest'
import { languageSamples } from './language-samples'

const chunk = (index: number) => ({ startMs: index * 30_000, endMs: (index + 1) * 30_000 })
const chunks = Array.from({ length: 20 }, (_, index) => chunk(index))

describe('languageSamples', () => {
  it('listens in the middle first, then near both ends', () => {
    const samples = languageSamples(chunks, [{ startMs: 0, endMs: 600_000 }])
    expect(samples.map(({ startMs }) => startMs / 30_000)).toEqual([9, 3, 15])
  })

  it('passes over chunks with little voice', () => {
    const voiced = chunks.map(({ startMs, endMs }, index) => ({
      startMs,
      endMs: [9, 3, 4].includes(index) ? startMs + 5_000 : endMs,
    }))
    expect(languageSamples(chunks, voiced).map(({ startMs }) => startMs / 30_000)).toEqual([10, 2, 15])
  })

  it('takes none twice, and what there is', () => {
    const voiced = [{ startMs: 0, endMs: 60_000 }]
    expect(languageSamples([chunk(0)], voiced)).toEqual([chunk(0)])
    expect(languageSamples([chunk(0), chunk(1)], voiced)).toHaveLength(2)
    expect(languageSamples([], voiced)).toEqual([])
  })
})
