/** Whose clock and language a mail speaks. */
export type Reader = { readonly timeZone: string; readonly locale: string }

/** "Tuesday, 3 December 2026 at 10:00 CET", by the reader's own clock. */
export const formatMoment = (at: Date, { timeZone, locale }: Reader): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at)

export const formatDay = (at: Date, { timeZone, locale }: Reader): string =>
  new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long', month: 'long', day: 'numeric' }).format(at)

/** "0:42", "1:05:10". */
export const formatDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** "1 clip", "3 clips". */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`
