/**
 * The nearest en-us phone (ARPAbet, as in the CMU dictionary) for each sound of the International Phonetic Alphabet, so that an
 * English acoustic model can place words of any language: a fair ear for stops, fricatives, nasals and vowels,
 * a poor one for uvular r, front rounded vowels and tones.
 */
const nearest = [
  // Pairs of signs come first in `phonesFromIpa`: the longest match wins.
  'tʃ CH, tɕ CH, ʈʂ CH, tʂ CH, dʒ JH, dʑ JH, dʐ JH, aɪ AY, ai AY, aʊ AW, au AW, eɪ EY',
  'ei EY, oʊ OW, əʊ OW, ou OW, ɔɪ OY, ɔø OY, oi OY, ɪɹ IH R, ɛɹ EH R, ɔɹ AO R, ɑɹ AA R, əl AH L',
  'p P, b B, t T, d D, ʈ T, ɖ D, k K, ɡ G, g G, q K, c K, ɟ JH',
  'ɓ B, ɗ D, ɠ G, m M, ɱ M, n N, ɲ N Y, ŋ NG, ɳ N, ɴ NG, r R, ɹ R',
  'ɻ R, ʀ R, ʁ R, ɽ R, f F, ɸ F, v V, ʋ V, β V, θ TH, ð DH, s S',
  'z Z, ʃ SH, ʒ ZH, ʂ SH, ʐ ZH, ɕ SH, ʑ ZH, ç HH, ʝ Y, x HH, χ HH, ɣ G',
  'h HH, ɦ HH, ħ HH, ʕ AA, l L, ɫ L, ɭ L, ɬ L, ʎ L Y, j Y, ɥ Y, w W',
  'ʍ W, ɰ W, i IY, y UW, ɨ IH, ᵻ IH, ʉ UW, ɯ UW, u UW, ɪ IH, ʏ UH, ʊ UH',
  'e EY, ø UH, ɘ AH, ɵ UH, ɤ AH, o OW, ə AH, ɛ EH, œ AH, ɜ ER, ɝ ER, ɚ ER',
  'ɞ ER, ʌ AH, ɔ AO, æ AE, ɐ AH, a AA, ɑ AA, ɒ AA',
]

/** "p P, b B" as [sign, phones] pairs. */
const table = new Map(
  nearest.flatMap((row) =>
    row.split(', ').map((entry): [string, string] => {
      const space = entry.indexOf(' ')
      return [entry.slice(0, space), entry.slice(space + 1)]
    }),
  ),
)

/** American t and d between vowels are one tap; elsewhere a tap is an r. */
const tap = (language: string): string => (language === 'en' ? 'D' : 'R')

/** Phones for one IPA word; empty when it holds no sound. Stress, length, tone and unknown signs are passed over. */
export const phonesFromIpa = (ipa: string, language: string): string[] => {
  const sounds = ipa
    // espeak marks a change of language inside a word: "(en)wˈɪndoʊ(fr)".
    .replace(/\([a-z-]+\)/gu, '')
    .normalize('NFD')
    // c with cedilla is one sound, not c and a mark.
    .replace(/c\u0327/gu, 'ç')
    .replace(/ɜː|ɜɹ/gu, 'ɜ')
    .replace(/[^\p{Ll}\p{Lo}]/gu, '')
  const phones: string[] = []
  for (let index = 0; index < sounds.length; ) {
    const pair = table.get(sounds.slice(index, index + 2))
    const single = sounds[index] === 'ɾ' ? tap(language) : table.get(sounds[index] ?? '')
    const found = pair ?? single
    if (found !== undefined) phones.push(...found.split(' '))
    index += pair === undefined ? 1 : 2
  }
  return phones
}
