import { clockTime } from '@/server/media/clock-time'

/** How numbers are written, everywhere. No locale: the same on the server and in the browser, so nothing jumps. */

/** 62 min -> "1 h 02 min", 75 s -> "1 min 15 s", 8 s -> "8 s". */
export const formatDuration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 && minutes < 10 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${`${minutes % 60}`.padStart(2, '0')} min`
}

/** 75 000 -> "1:15", 3 675 000 -> "1:01:15"; with tenths "1:15.0". */
export const formatTimecode = (ms: number, withTenths = false): string =>
  withTenths ? `${clockTime(ms)}.${Math.floor(Math.max(0, ms) / 100) % 10}` : clockTime(ms)

export { formatBytes } from '@/server/media/format-bytes'

/** 1234567 -> "1,234,567". */
export const formatCount = (value: number): string => `${Math.round(value)}`.replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** "1 clip", "8 clips". */
export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** A share between 0 and 1 as whole per cent; never 100% before it is all done. */
export const formatShare = (share: number): string =>
  `${share >= 1 ? 100 : Math.min(99, Math.floor(Math.max(0, share) * 100))}%`

/** "en" -> "English"; a tag without a name stays as it is. */
export const formatLanguage = (tag: string): string =>
  new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag

/** Days of the calendar since 1970 in that zone: "yesterday" is the one before today, whatever the hour. */
const dayOf = (at: Date, timeZone: string | undefined): number => {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'numeric', year: 'numeric' })
  const [day = 1, month = 1, year = 1970] = parts.format(at).split('/').map(Number)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

/** "just now", "12 min ago", "3 h ago", "yesterday", "5 days ago", then the date: "4 Nov 2026". Without a zone it is the one this runs in. */
export const formatAgo = (at: Date, now: Date, timeZone?: string): string => {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = dayOf(now, timeZone) - dayOf(at, timeZone)
  if (days === 1) return 'yesterday'
  if (days < 7) return `${days} days ago`
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** A length as a range of whole minutes: "4 to 35 min", "about 2 min", "less than a minute". */
export const formatSpan = (lowMs: number, highMs = lowMs): string => {
  if (highMs < 60_000) return 'less than a minute'
  const low = Math.round(lowMs / 60_000)
  const high = Math.max(low, Math.ceil(highMs / 60_000))
  if (low < 1) return high === 1 ? 'about a minute' : `up to ${high} min`
  return low === high ? `about ${high} min` : `${low} to ${high} min`
}

/** How long is left, as a range: "2 to 4 min left". */
export const formatTimeLeft = (lowMs: number, highMs = lowMs): string => `${formatSpan(lowMs, highMs)} left`
