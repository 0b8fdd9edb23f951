/** English letter groups and their commonest sound, longest first within a length. A last resort when no engine is there. */
const groups = [
  'tion SH AH N, sion ZH AH N, ough AO, eigh EY, augh AO, igh AY, tch CH, dge JH, sch SH, eau OW, ing IH NG, ch CH, sh SH, th TH',
  'ph F, wh W, gh G, ck K, ng NG, qu K W, kn N, wr R, ee IY, ea IY, oo UW, ou AW, ow OW, oa OW',
  'ai EY, ay EY, oi OY, oy OY, au AO, aw AO, ie IY, ei EY, ey IY, ew UW, er ER, ir ER, ur ER, ar AA R',
  'or AO R, a AE, b B, c K, d D, e EH, f F, g G, h HH, i IH, j JH, k K, l L, m M',
  'n N, o AA, p P, q K, r R, s S, t T, u AH, v V, w W, x K S, y IY, z Z',
]

const names = [
  'a EY, b B IY, c S IY, d D IY, e IY, f EH F, g JH IY, h EY CH, i AY, j JH EY, k K EY, l EH L, m EH M',
  'n EH N, o OW, p P IY, q K Y UW, r AA R, s EH S, t T IY, u Y UW, v V IY, w D AH B AH L Y UW, x EH K S, y W AY, z Z IY',
]

/** "ch CH, sh SH" as [letters, phones] pairs. */
const tableOf = (rows: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    rows.flatMap((row) =>
      row.split(', ').map((entry): [string, string] => {
        const space = entry.indexOf(' ')
        return [entry.slice(0, space), entry.slice(space + 1)]
      }),
    ),
  )

const byLetters = tableOf(groups)
const byName = tableOf(names)
const longestGroup = 4

/** How a letter is called; undefined for anything but a-z. */
export const letterName = (letter: string): string | undefined => byName.get(letter)

/**
 * A guess at an English pronunciation from spelling alone. Never empty: a word without a Latin letter gets one vowel,
 * which is enough for it to hold a place between its neighbours.
 */
export const phonesFromLetters = (word: string): string[] => {
  const letters = word
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/gu, '')
    .replace(/(.)\1/gu, (pair) => (pair === 'ee' || pair === 'oo' ? pair : pair.slice(1)))
    // A final e is silent after a consonant that follows a vowel: "forge", "make".
    .replace(/([aeiou][^aeiou]{1,2})e$/u, '$1')
    .replace(/c(?=[eiy])/gu, 's')
  const phones: string[] = []
  for (let index = 0; index < letters.length; ) {
    let length = longestGroup
    while (length > 1 && !byLetters.has(letters.slice(index, index + length))) length--
    const found = byLetters.get(letters.slice(index, index + length))
    if (found !== undefined) phones.push(...found.split(' '))
    index += length
  }
  return phones.length > 0 ? phones : ['AH']
}
