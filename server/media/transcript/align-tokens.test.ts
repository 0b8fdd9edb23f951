import { describe, expect, it } from 'vitest'
import { spokenForms } from './align-tokens'

const said = (word: string, language = 'en') => spokenForms(word, language).map((form) => form.join(' '))

describe('spokenForms', () => {
  it.each([
    ['Americans,', 'americans'],
    ['“Don’t', "don't"],
    ['well-known', 'well known'],
    ['it—which', 'it which'],
    ['42', 'forty two'],
    ['1,250', 'one thousand two hundred fifty'],
    ['1,250', 'one thousand two hundred and fifty'],
    ['1999', 'nineteen ninety nine'],
    ['1905', 'nineteen oh five'],
    ['2010', 'twenty ten'],
    ['2010', 'two thousand ten'],
    ['1990s', 'nineteen nineties'],
    ['’80s', 'eighties'],
    ['3rd', 'third'],
    ['21st', 'twenty first'],
    ['$3.5', 'three point five dollars'],
    ['$3.5', 'three point five'],
    ['$19.99', 'nineteen ninety nine'],
    ['$5k', 'five thousand dollars'],
    ['50%', 'fifty percent'],
    ['10:30', 'ten thirty'],
    ['911', 'nine one one'],
    ['007', 'zero zero seven'],
    ['u.s.', 'u. s.'],
    ['U.S.A.', 'u. s. a.'],
    ['IBM', 'i. b. m.'],
    ['NASA', 'nasa'],
    ['mp3', 'm. p. three'],
    ['example.com', 'example dot com'],
    ['R&D', 'r and d'],
    ['&', 'and'],
    ['Dr.', 'doctor'],
    ['24/7', 'twenty four seven'],
    ['Hello!🎉', 'hello'],
  ])('%s can be said "%s"', (word, form) => {
    expect(said(word)).toContain(form)
  })

  it.each(['—', '...', '♪', '🎉', '!?', '"', '', '-'])('"%s" is not said', (word) => {
    expect(said(word)).toEqual([])
  })

  it('keeps digits and accents for a letter-to-sound engine in other languages', () => {
    expect(said('L’été,', 'fr')).toEqual(["l'été"])
    expect(said('42', 'fr')).toEqual(['42'])
    expect(said('«peut-être»', 'fr')).toEqual(['peut-être'])
  })

  it('never gives an empty form, however odd the word', () => {
    for (const word of [
      "'",
      "''",
      '-5',
      '#1',
      '$',
      '$x',
      '1.2.3',
      '99999999999999999999',
      'a'.repeat(500),
      '½',
      '²',
      '.com',
    ]) {
      for (const form of spokenForms(word, 'en')) {
        expect(form.length).toBeGreaterThan(0)
        expect(form.every((token) => /^[\p{L}\p{M}'.]+$/u.test(token))).toBe(true)
      }
    }
  })
})
