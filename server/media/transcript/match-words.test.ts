import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparableWord, matchWords, wordErrorRate } from './match-words'

const words = fc.array(fc.constantFrom('so', 'So,', 'my', 'fellow', 'ask', 'été'), { maxLength: 12 })

describe('matchWords', () => {
  it('names each word of both lists once, in order', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const pairs = matchWords(a, b)
        expect(pairs.flatMap((pair) => (pair.a === null ? [] : [pair.a]))).toEqual(a.map((_, index) => index))
        expect(pairs.flatMap((pair) => (pair.b === null ? [] : [pair.b]))).toEqual(b.map((_, index) => index))
      }),
    )
  })

  it('costs the same both ways, and nothing for the same words', () => {
    const errors = (a: readonly string[], b: readonly string[]) =>
      matchWords(a, b).filter((pair) => !('same' in pair && pair.same)).length
    fc.assert(fc.property(words, words, (a, b) => void expect(errors(a, b)).toBe(errors(b, a))))
    fc.assert(fc.property(words, (a) => void expect(errors(a, a)).toBe(0)))
  })
})

describe('comparableWord', () => {
  it('takes off marks and capitals, keeps accents and other scripts', () => {
    expect(['“Don’t,”', 'É́TÉ!', '東京。', '3.5'].map(comparableWord)).toEqual(['dont', 'é́té', '東京', '35'])
  })
})

describe('wordErrorRate', () => {
  it('counts replaced, missing and added words against the reference', () => {
    expect(wordErrorRate(['ask', 'not', 'what'], ['ask', 'hot', 'what', 'what'])).toBeCloseTo(2 / 3)
    expect(wordErrorRate([], [])).toBe(0)
    expect(wordErrorRate([], ['noise'])).toBe(1)
  })
})
