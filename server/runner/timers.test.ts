import { describe, expect, test } from 'vitest'
import { nextCron } from './timers'

describe('a cron schedule', () => {
  test.each([
    ['*/5 * * * *', '2026-03-01T10:02:00Z', '2026-03-01T10:05:00.000Z'],
    ['0 9 * * 1', '2026-03-01T10:00:00Z', '2026-03-02T09:00:00.000Z'],
    ['TZ=Europe/Prague 0 9 * * *', '2026-01-15T00:00:00Z', '2026-01-15T08:00:00.000Z'],
    // Summer time begins on 29 March 2026: nine o'clock there is an hour earlier in UTC.
    ['TZ=Europe/Prague 0 9 * * *', '2026-03-29T00:00:00Z', '2026-03-29T07:00:00.000Z'],
  ])('"%s" after %s is %s', (schedule, after, next) => {
    expect(nextCron(schedule, Date.parse(after))?.toISOString()).toBe(next)
  })

  test('is strictly after the moment it is asked about', () => {
    expect(nextCron('* * * * *', Date.parse('2026-03-01T10:02:00Z'))?.toISOString()).toBe('2026-03-01T10:03:00.000Z')
  })

  test('that is none is refused by name', () => {
    expect(() => nextCron('every now and then', 0)).toThrow('"every now and then" is no cron schedule.')
  })
})
