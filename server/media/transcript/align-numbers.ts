const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const scales = ['', 'thousand', 'million', 'billion', 'trillion'] as const

const below100 = (value: number): string[] => {
  if (value < 20) return [units[value] ?? '']
  const rest = value % 10
  return [tens[Math.floor(value / 10)] ?? '', ...(rest === 0 ? [] : [units[rest] ?? ''])]
}

const below1000 = (value: number, link: readonly string[]): string[] => {
  if (value < 100) return below100(value)
  const rest = value % 100
  return [units[Math.floor(value / 100)] ?? '', 'hundred', ...(rest === 0 ? [] : [...link, ...below100(rest)])]
}

/** English words of a whole number below 10^15. `link` is ["and"] for "two hundred and five". */
const cardinal = (value: number, link: readonly string[] = []): string[] => {
  if (value === 0) return ['zero']
  const groups: string[][] = []
  for (let rest = value, scale = 0; rest > 0; rest = Math.floor(rest / 1000), scale++) {
    const group = rest % 1000
    if (group > 0) groups.unshift([...below1000(group, link), ...(scale > 0 ? [scales[scale] ?? ''] : [])])
  }
  const last = value % 1000
  const needsLink = groups.length > 1 && last > 0 && last < 100
  return groups.flatMap((group, index) => (needsLink && index === groups.length - 1 ? [...link, ...group] : group))
}

const irregularOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
}

const withLast = (words: readonly string[], change: (word: string) => string): string[] =>
  words.map((word, index) => (index === words.length - 1 ? change(word) : word))

const asOrdinal = (word: string): string =>
  irregularOrdinals[word] ?? (word.endsWith('y') ? `${word.slice(0, -1)}ieth` : `${word}th`)
const asPlural = (word: string): string =>
  word.endsWith('y') ? `${word.slice(0, -1)}ies` : word.endsWith('x') ? `${word}es` : `${word}s`

const digitByDigit = (digits: string, zero: string): string[] =>
  [...digits].map((digit) => (digit === '0' ? zero : (units[Number(digit)] ?? '')))

/** "1984" as nineteen eighty four, "1905" as nineteen oh five, "1900" as nineteen hundred. */
const asYear = (digits: string): string[] => {
  const high = Number(digits.slice(0, 2))
  const low = Number(digits.slice(2))
  const end = low === 0 ? ['hundred'] : low < 10 ? ['oh', ...below100(low)] : below100(low)
  return [...below100(high), ...end]
}

const maxCardinalDigits = 15

/** Every usual way to say these digits in English, likeliest first: "2010" has five. Never empty. */
export const numberForms = (digits: string): string[][] => {
  const spelled = [digitByDigit(digits, 'zero'), ...(digits.includes('0') ? [digitByDigit(digits, 'oh')] : [])]
  if (digits.length > maxCardinalDigits || /^0\d/.test(digits)) return spelled
  const value = Number(digits)
  const forms = [cardinal(value)]
  if (/^(1[1-9]|20)\d\d$/.test(digits)) forms.unshift(asYear(digits))
  if (value > 100) forms.push(cardinal(value, ['and']))
  if (digits.length === 3) forms.push([...below100(Math.floor(value / 100)), ...pairAfterHundreds(value % 100)])
  if (digits.length >= 3) forms.push(...spelled)
  return distinct(forms)
}

const pairAfterHundreds = (value: number): string[] =>
  value === 0 ? ['hundred'] : value < 10 ? ['oh', ...below100(value)] : below100(value)

export const ordinalForms = (digits: string): string[][] =>
  distinct(numberForms(digits).map((form) => withLast(form, asOrdinal)))

/** "1990s" and "90s". */
export const decadeForms = (digits: string): string[][] =>
  distinct(numberForms(digits).map((form) => withLast(form, asPlural)))

export const decimalForms = (whole: string, fraction: string): string[][] =>
  numberForms(whole === '' ? '0' : whole)
    .slice(0, 2)
    .flatMap((form) => [
      [...form, 'point', ...digitByDigit(fraction, 'zero')],
      [...form, 'point', ...digitByDigit(fraction, 'oh')],
    ])
    .concat(whole === '' ? [['point', ...digitByDigit(fraction, 'zero')]] : [])

export const distinct = (forms: readonly (readonly string[])[]): string[][] => {
  const seen = new Map(forms.map((form) => [form.join(' '), [...form]]))
  return [...seen.values()]
}
