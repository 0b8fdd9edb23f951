import { describe, expect, test } from 'vitest'
import {
  countOf,
  formatBytes,
  formatDay,
  formatDays,
  formatHours,
  formatMoment,
  formatMoney,
  withoutLinks,
} from './_format'

const plain = (text: string) => text.replace(/\s/g, ' ')
const at = new Date('2026-12-02T02:30:00Z')

describe('a name that somebody chose', () => {
  test.each([
    ['Claim your prize: https://win.example/now', 'Claim your prize: https win example/now'],
    ['www.win.example', 'www win example'],
    ['win.co', 'win co'],
    ['win\uff0eexample', 'win example'],
    ['win\u3002\u4e2d\u56fd', 'win \u4e2d\u56fd'],
    ['win.xn--p1ai', 'win xn--p1ai'],
    ['a@win.example', 'a@win example'],
  ])('%s holds nothing that a mail program makes a link of', (name, expected) => {
    expect(withoutLinks(name)).toBe(expected)
  })

  test.each(['Amara Okafor', 'J. R. Hartley', 'Dr. No & Sons', 'Version 2.0', 'Night Shift Podcast…'])(
    '%s stays as it is',
    (name) => expect(withoutLinks(name)).toBe(name),
  )
})

describe('a moment', () => {
  test.each([
    ['en-US', 'America/Los_Angeles', 'Tuesday, December 1, 2026 at 6:30 PM PST'],
    ['en-GB', 'Europe/London', 'Wednesday, 2 December 2026 at 02:30 GMT'],
    ['de', 'Europe/Berlin', 'Wednesday, 2 December 2026 at 03:30 CET'],
    ['fr-FR', 'Europe/Paris', 'Wednesday, 2 December 2026 at 03:30 CET'],
    ['ja-JP', 'Asia/Tokyo', 'Wednesday, December 2, 2026 at 11:30 GMT+9'],
    ['no such locale', 'No/Such_Zone', 'Wednesday, December 2, 2026 at 2:30 AM UTC'],
  ])('of %s in %s is English, in their order and by their clock', (locale, timeZone, expected) => {
    expect(plain(formatMoment(at, { locale, timeZone }))).toBe(expected)
  })

  test('keeps to the zone’s own summer time, on both sides of the change', () => {
    const paris = { locale: 'en-GB', timeZone: 'Europe/Paris' }
    expect(formatMoment(new Date('2026-10-25T00:30:00Z'), paris)).toContain('02:30 CEST')
    expect(formatMoment(new Date('2026-10-25T01:30:00Z'), paris)).toContain('02:30 CET')
  })
})

describe('a day', () => {
  test('is the reader’s own', () => {
    expect(formatDay(at, { locale: 'en', timeZone: 'America/Los_Angeles' })).toBe('Tuesday, December 1')
    expect(formatDay(at, { locale: 'de-AT', timeZone: 'Europe/Vienna' })).toBe('Wednesday, 2 December')
  })

  test('and a span of them names a month once, and a year only where there are two', () => {
    const until = (day: string, locale: string) =>
      plain(formatDays(new Date('2026-11-23T12:00:00Z'), new Date(`${day}T12:00:00Z`), { locale, timeZone: 'UTC' }))
    expect(until('2026-11-29', 'en')).toBe('November 23 – 29')
    expect(until('2026-11-29', 'de')).toBe('23 – 29 November')
    expect(until('2026-12-06', 'en-GB')).toBe('23 November – 6 December')
    expect(until('2027-01-01', 'en')).toBe('November 23, 2026 – January 1, 2027')
  })
})

describe('a figure', () => {
  test.each([
    ['en', '1,234 clips', '$1,234.50'],
    ['de-DE', '1.234 clips', '1.234,50 $'],
    ['fr', '1 234 clips', '1 234,50 $US'],
    ['ar-EG', '1,234 clips', '‏1,234.50 US$'],
    ['x', '1,234 clips', '$1,234.50'],
  ])('is grouped as %s groups it', (locale, clips, money) => {
    expect(plain(countOf(1234, 'clip', 'clips', { locale }))).toBe(clips)
    expect(plain(formatMoney(123_450, 'USD', { locale }))).toBe(money)
  })

  test('of money has as many places as its currency', () => {
    expect(formatMoney(500, 'JPY', { locale: 'en' })).toBe('¥500')
    expect(formatMoney(1_234, 'KWD', { locale: 'en' }).replace(/\s/g, ' ')).toBe('KWD 1.234')
  })

  test('agrees with its noun', () => {
    expect([0, 1, 2, 1.5].map((count) => countOf(count, 'clip'))).toEqual(['0 clips', '1 clip', '2 clips', '1.5 clips'])
  })

  test('of time and of bytes is as short as it can be', () => {
    expect([0, 59.6, 60, 134].map((minutes) => plain(formatHours(minutes)))).toEqual([
      '0 min',
      '1 h',
      '1 h',
      '2 h 14 min',
    ])
    expect(
      [0, 999, 1_500, 24_600_000, 734_000_000, 4_210_000_000].map((bytes) => formatBytes(bytes, { locale: 'en' })),
    ).toEqual(['0 B', '999 B', '1.5 kB', '23.5 MB', '700 MB', '3.9 GB'])
  })
})
