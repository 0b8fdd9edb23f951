import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phonesFromLetters } from './align-letters'
import { phonesFromIpa } from './align-phones'

const modelPhones = new Set(
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' '),
)

describe('phonesFromIpa', () => {
  it.each([
    ['həlˈoʊ', 'en', 'HH AH L OW'],
    ['klˈɪpfoːɹdʒ', 'en', 'K L IH P F OW R JH'],
    ['bˈʌɾɚ', 'en', 'B AH D ER'],
    ['evidˈɑ̃', 'fr', 'EY V IY D AA'],
    ['pˈeɾo', 'es', 'P EY R OW'],
    ['fʁɑ̃sˈɛ', 'fr', 'F R AA S EH'],
    ['(en)wˈɪndoʊ(fr)', 'fr', 'W IH N D OW'],
  ])('hears %s (%s) as %s', (ipa, language, phones) => {
    expect(phonesFromIpa(ipa, language).join(' ')).toBe(phones)
  })

  it('names only phones that the acoustic model has, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(phonesFromIpa(text, 'fr').every((phone) => modelPhones.has(phone))).toBe(true)
      }),
    )
  })
})

describe('phonesFromLetters', () => {
  it('guesses at spelling', () => {
    expect(phonesFromLetters('forge').join(' ')).toBe('F AO R G')
    expect(phonesFromLetters('nation').join(' ')).toBe('N AE SH AH N')
  })

  it('never leaves a word without a sound, nor names a phone the model lacks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (word) => {
        const phones = phonesFromLetters(word)
        expect(phones.length).toBeGreaterThan(0)
        expect(phones.every((phone) => modelPhones.has(phone))).toBe(true)
      }),
    )
  })
})
