import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitWords, spokenFlags } from './align-text'

describe('splitWords', () => {
  it('loses and changes nothing but white space, in any language', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('en', 'fr', 'zh', 'ja', 'th'), (text, language) => {
        expect(splitWords(text, language).join('')).toBe(text.replace(/\s+/gu, ''))
      }),
    )
  })

  it('keeps punctuation on its word', () => {
    expect(splitWords(' So, my  fellow\nAmericans: “ask” ', 'en')).toEqual([
      'So,',
      'my',
      'fellow',
      'Americans:',
      '“ask”',
    ])
    expect(splitWords('你好，世界。', 'zh')).toEqual(['你好，', '世界。'])
  })
})

describe('spokenFlags', () => {
  it('tells stage directions and signs from speech', () => {
    const words = 'Yes [loud applause] ♪ thanks — [sic] all'.split(' ')
    expect(spokenFlags(words)).toEqual([true, false, false, false, true, false, false, true])
  })

  it('takes a bracket that never closes for a slip', () => {
    expect(spokenFlags(['a', '[b', 'c'])).toEqual([true, true, true])
  })
})
