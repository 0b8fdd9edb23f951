import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitWords, spokenFlags } from './align-text'

const scripts = 'ابجद्कかなカー漢字、。「」ไทย่ລາວខ្មែမြန်မာabc -.'

describe('splitWords', () => {
  it('loses and changes nothing but white space, in any script', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(...scripts) }))
    fc.assert(
      fc.property(texts, (text) => {
        expect(splitWords(text).join('')).toBe(text.replace(/\s+/gu, ''))
      }),
    )
  })

  it.each([
    [' So, my  fellow\nAmericans: “ask” ', ['So,', 'my', 'fellow', 'Americans:', '“ask”']],
    ['你好，世界。', ['你好，', '世界。']],
    ['彼は「はい」と言った。', ['彼', 'は', '「はい」', 'と', '言った。']],
    ['コーヒーを飲む', ['コーヒー', 'を', '飲む']],
    ['สวัสดีชาวโลก', ['สวัสดี', 'ชาว', 'โลก']],
    ['well-known的3.5%上涨', ['well-known', '的', '3.5%', '上涨']],
    ['안녕하세요 여러분', ['안녕하세요', '여러분']],
    ['مرحبا بالعالم', ['مرحبا', 'بالعالم']],
    ['[拍手]', ['[拍手]']],
  ])('reads %j as people do', (text, words) => expect(splitWords(text)).toEqual(words))
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
