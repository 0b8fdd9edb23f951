import type { Campaign } from './campaigns'
import { localTimeOf } from './local-time'

/** After this hour of the reader's day, what was missed is left out: a mail for the morning is none for the night. */
const lastHour = 20

/**
 * Whether the campaign's hour came in a zone after `fromMs` and up to `toMs`, on the date that it still is there. Told by the crossing and
 * not by the hour's name, it comes once on every date, also on one whose hours a change of the clock repeats or leaves out. A scheduler that
 * was away for some hours finds what it missed on the same date, until eight in the evening.
 */
export const isHourReached = (
  zone: string,
  { hour, weekday }: Pick<Campaign, 'hour' | 'weekday'>,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean => {
  const now = localTimeOf(zone, toMs)
  if (now.hour < hour || now.hour >= lastHour) return false
  if (weekday !== undefined && now.weekday !== weekday) return false
  const before = localTimeOf(zone, fromMs)
  return before.dayNumber < now.dayNumber || (before.dayNumber === now.dayNumber && before.hour < hour)
}
