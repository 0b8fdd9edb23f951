import { describe, expect, test } from 'vitest'
import { isHourReached } from './is-hour-reached'
import { lastWeekOf, localTimeOf, startOfDay } from './local-time'

const hourMs = 3_600_000
const zones = [
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Australia/Adelaide',
  'America/New_York',
  'Europe/London',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'UTC',
  'Africa/Casablanca',
  'Africa/El_Aaiun',
]

/** Beside this year: Apia had no 30 December 2011, and 2018 was the last year in which Sao Paulo's clocks went ahead at midnight. */
const places = [
  ...zones.map((zone) => [zone, 2026] as const),
  ['Pacific/Apia', 2011] as const,
  ['America/Sao_Paulo', 2018] as const,
]

const localDay = (zone: string, atMs: number) => dayFormat(zone).format(atMs)
const dayFormats = new Map<string, Intl.DateTimeFormat>()
const dayFormat = (zone: string): Intl.DateTimeFormat => {
  const format = dayFormats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  dayFormats.set(zone, format)
  return format
}

/** The hours at which a scheduler runs through a year, a day of margin at both ends. */
const ticksOf = (year: number): number[] => {
  const start = Date.UTC(year, 0, 1) - 24 * hourMs
  return Array.from({ length: 367 * 24 }, (_, hour) => start + hour * hourMs)
}

const firedAt = (zone: string, year: number, when: { hour: number; weekday?: number }): number[] =>
  ticksOf(year).filter(
    (toMs) =>
      isHourReached(zone, when, { fromMs: toMs - hourMs, toMs }) && localDay(zone, toMs).startsWith(String(year)),
  )

/** Every date that a zone's calendar really had. */
const datesOf = (zone: string, year: number): string[] => [
  ...new Set(
    ticksOf(year)
      .map((ms) => localDay(zone, ms))
      .filter((day) => day.startsWith(String(year))),
  ),
]

describe.each(places)('%s through %i', (zone, year) => {
  // Two in the morning is an hour that clocks repeat or leave out.
  test('a campaign’s hour comes once on every date that there is, and is that hour by the clock on the wall', () => {
    const dates = datesOf(zone, year)
    expect(dates.length).toBeGreaterThan(362)
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' })
    for (const hour of [2, 9, 10, 14]) {
      const fired = firedAt(zone, year, { hour })
      expect(fired.map((ms) => localDay(zone, ms))).toEqual(dates)
      const asked = String(hour).padStart(2, '0')
      const others = fired.filter((ms) => clock.format(ms) !== asked)
      expect(others.length).toBeLessThanOrEqual(hour === 2 ? 3 : 0)
    }
  })

  test('nine on a Monday comes on Mondays, and on all of them', () => {
    const mondays = datesOf(zone, year).filter((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1)
    expect(firedAt(zone, year, { hour: 9, weekday: 1 }).map((ms) => localDay(zone, ms))).toEqual(mondays)
  })

  test('a date begins at its first moment, and weeks lie end to end', () => {
    for (const day of datesOf(zone, year)) {
      const start = startOfDay(zone, Date.parse(`${day}T00:00:00Z`) / 86_400_000)
      expect([localDay(zone, start - 1) === day, localDay(zone, start)]).toEqual([false, day])
    }
    const weeks = firedAt(zone, year, { hour: 9, weekday: 1 }).map((ms) => lastWeekOf(zone, ms))
    expect(weeks.slice(1).map(({ from }) => from)).toEqual(weeks.slice(0, -1).map(({ to }) => to))
  })
})

describe('a scheduler that was away', () => {
  const at = (time: string) => Date.parse(`2026-03-29T${time}:00Z`)
  const reached = (from: string, to: string, hour = 10) =>
    isHourReached('UTC', { hour }, { fromMs: at(from), toMs: at(to) })

  test('makes up for the hour on the same date', () => {
    expect(reached('08:00', '13:00')).toBe(true)
    expect(reached('09:59', '19:59')).toBe(true)
  })
  test('leaves it out when it is evening: mail of the morning is none for the night', () => {
    expect(reached('08:00', '20:00')).toBe(false)
    expect(reached('08:00', '23:00')).toBe(false)
  })
  test('does not ask again for what it asked for', () => {
    expect(reached('10:00', '11:00')).toBe(false)
    expect(reached('13:00', '13:00')).toBe(false)
  })
  test('that was away over midnight asks for today, not for yesterday', () => {
    const fromMs = at('00:00') - 30 * hourMs
    expect(isHourReached('UTC', { hour: 10 }, { fromMs, toMs: at('09:00') })).toBe(false)
    expect(isHourReached('UTC', { hour: 10 }, { fromMs, toMs: at('10:00') })).toBe(true)
  })
})

test.each(['Mars/Olympus', '', 'Europe/Atlantis', '-1', 'UTC\u0000'])('%j is no zone: it is taken for UTC', (zone) => {
  const ms = Date.UTC(2026, 10, 25, 9, 30)
  expect(localTimeOf(zone, ms)).toEqual(localTimeOf('UTC', ms))
  expect(localTimeOf(zone, ms)).toEqual({ day: '2026-11-25', dayNumber: 20_782, hour: 9, weekday: 3 })
})
