/** Whose clock and language a mail speaks. */
export type Reader = { readonly timeZone: string; readonly locale: string }

/** "Tuesday, 3 December 2026 at 10:00 CET", by the reader's own clock. */
export const formatMoment = (at: Date, reader: Reader): string =>
  date(at, reader, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  })

/** "Wednesday, December 2". */
export const formatDay = (at: Date, reader: Reader): string =>
  date(at, reader, { weekday: 'long', month: 'long', day: 'numeric' })

/** "2 December 2026": for what is kept on file. */
export const formatDate = (at: Date, reader: Reader): string =>
  date(at, reader, { year: 'numeric', month: 'long', day: 'numeric' })

/** "23 – 29 November", both days included; "November 23 – 29" where months come first. */
export const formatDays = (from: Date, to: Date, { timeZone, locale }: Reader): string =>
  new Intl.DateTimeFormat(lettersOf(locale), { timeZone: zoneOf(timeZone), month: 'long', day: 'numeric' })
    .formatRange(from, to)
    .replace(/\s*–\s*/g, '\u00a0–\u00a0')

/** "0:42", "1:05:10". */
export const formatDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** "45 min", "2 h", "3 h 20 min": of a time that is told, not measured. It stays on one line. */
export const formatHours = (minutes: number): string => {
  const whole = Math.max(0, Math.round(minutes))
  const [hours, rest] = [Math.floor(whole / 60), whole % 60]
  if (hours === 0) return `${rest}\u00a0min`
  return rest === 0 ? `${hours}\u00a0h` : `${hours}\u00a0h ${rest}\u00a0min`
}

/** "734 MB", "4.2 GB": powers of 1024, as on the pages. */
export const formatBytes = (bytes: number, { locale }: Pick<Reader, 'locale'>): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const value = bytes / 1024 ** power
  const digits = power === 0 || value >= 100 ? 0 : 1
  return `${digitsOf(locale, { maximumFractionDigits: digits }).format(value)} ${units[power]}`
}

/** An amount in the currency's smallest unit: 1990 EUR is "€19.90" or "19,90 €", 500 JPY is "¥500". */
export const formatMoney = (amountMinor: number, currency: string, { locale }: Pick<Reader, 'locale'>): string => {
  const format = digitsOf(locale, { style: 'currency', currency })
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** "12,345", "12.345", "12 345". */
export const formatNumber = (value: number, { locale }: Pick<Reader, 'locale'>): string =>
  digitsOf(locale, { maximumFractionDigits: 1 }).format(value)

/** "1 clip", "3 clips"; with a reader in hand, a thousand is written as they write it. */
export const countOf = (
  count: number,
  one: string,
  many = `${one}s`,
  reader: Pick<Reader, 'locale'> = { locale: 'en' },
): string => `${formatNumber(count, reader)} ${plural.select(count) === 'one' ? one : many}`

/**
 * A name that a stranger chose, as it may stand in a letter: mail programs make a link of whatever looks like an address, and the letter is
 * sent in our name. "win.example" becomes "win example".
 */
export const withoutLinks = (name: string): string =>
  name
    .replace(/:\/\//g, ' ')
    // What browsers read as a dot, between a word and something like the end of a host.
    .replace(/[.\u3002\uff0e\uff61](?=[\p{L}\p{N}-]*\p{L}[\p{L}\p{N}-])/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

const plural = new Intl.PluralRules('en')

const date = (at: Date, { timeZone, locale }: Reader, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(lettersOf(locale), { ...options, timeZone: zoneOf(timeZone) }).format(at)

/** Figures as the reader writes them, in the digits of the letter. */
const digitsOf = (locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const latin = { ...options, numberingSystem: 'latn' }
  try {
    return new Intl.NumberFormat(locale, latin)
  } catch {
    return new Intl.NumberFormat('en', latin)
  }
}

/**
 * Letters are English, so the names of days and months are; their order and the clock of 12 or 24 hours are the reader's. "de-DE" reads English as it is written in Germany; a language without a region, as in the place where most speak it.
 */
const lettersOf = (locale: string): string => {
  try {
    const asked = new Intl.Locale(locale)
    if (asked.language === 'en') return asked.baseName
    const { region } = asked.maximize()
    return region === undefined ? 'en' : `en-${region}`
  } catch {
    return 'en'
  }
}

/** A zone that this machine does not know is no reason to send no mail. */
const zoneOf = (timeZone: string): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
