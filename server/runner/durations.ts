import type { Due } from './database'

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}
const unitNames: readonly [RegExp, string][] = [
  [/^(ms|msecs?|milliseconds?)$/, 'ms'],
  [/^(s|secs?|seconds?)$/, 's'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(h|hrs?|hours?)$/, 'h'],
  [/^(d|days?)$/, 'd'],
  [/^(w|weeks?)$/, 'w'],
]

/** "1h30m", "10 minutes", "500ms" in milliseconds; null for anything else. The empty string is no time at all. */
export const parseDurationMs = (text: string): number | null => {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gi)]
  if (parts.map((part) => part[0]).join('') !== text.trim()) return null
  let totalMs = 0
  for (const [, amount, name] of parts) {
    const unit = unitNames.find(([pattern]) => pattern.test((name ?? '').toLowerCase()))?.[1]
    if (unit === undefined) return null
    totalMs += Number(amount) * (unitMs[unit] ?? 0)
  }
  return totalMs
}

/** A duration or an ISO date, as sleeps, waits and `retry-after` carry them; null when it is neither. */
export const parseDue = (text: string): Due | null => {
  const afterMs = parseDurationMs(text)
  if (afterMs !== null) return { afterMs }
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? null : { at }
}
