import { describe, expect, test } from 'vitest'
import { formatAgo, formatBytes, formatCount, formatDuration, formatShare, formatSpan, formatTimecode } from './format'

describe('how numbers are written', () => {
  test.each([
    [8_000, '8 s'],
    [75_000, '1 min 15 s'],
    [59_600, '1 min'],
    [2_500_000, '41 min'],
    [3_725_000, '1 h 02 min'],
  ])('a length of %d ms', (ms, text) => expect(formatDuration(ms)).toBe(text))

  test.each([
    [0, '0:00'],
    [75_400, '1:15'],
    [3_675_000, '1:01:15'],
  ])('a timecode of %d ms is cut, not rounded', (ms, text) => expect(formatTimecode(ms)).toBe(text))

  test.each([
    [999, '999 B'],
    [1023, '1023 B'],
    [2_389_463, '2.3 MB'],
    [49_798_571, '47.5 MB'],
    [734_400_000, '700 MB'],
    [4_000_000_000, '3.7 GB'],
    [1_073_700_000, '1 GB'],
  ])('%d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  test('a share never says all before it is all', () => {
    expect([0.9999, 1, -0.2, 0.425].map(formatShare)).toEqual(['99%', '100%', '0%', '42%'])
  })

  test.each([
    [10_000, 40_000, 'less than a minute'],
    [10_000, 61_000, 'up to 2 min'],
    [36_000, 290_000, '1 to 5 min'],
    [242_000, 2_100_000, '4 to 35 min'],
    [120_000, 120_000, 'about 2 min'],
  ])('a span of %d to %d ms', (low, high, text) => expect(formatSpan(low, high)).toBe(text))

  test('how long ago, then the date', () => {
    const now = new Date('2026-11-25T12:00:00Z')
    const ago = (minutes: number) => formatAgo(new Date(now.getTime() - minutes * 60_000), now, 'UTC')
    expect([0, 12, 200, 1500, 4000, 30_000].map(ago)).toEqual([
      'just now',
      '12 min ago',
      '3 h ago',
      'yesterday',
      '3 days ago',
      '4 Nov 2026',
    ])
  })

  test('yesterday is the day before today and no other', () => {
    const now = new Date('2026-11-25T12:00:00Z')
    const ago = (at: string) => formatAgo(new Date(at), now, 'UTC')
    expect([
      ago('2026-11-24T00:01:00Z'),
      ago('2026-11-23T23:59:00Z'),
      ago('2026-11-19T00:00:00Z'),
      ago('2026-11-18T13:00:00Z'),
    ]).toEqual(['yesterday', '2 days ago', '6 days ago', '18 Nov 2026'])
  })

  test('a day is the one of the reader’s own zone', () => {
    const [at, now] = [new Date('2026-11-04T22:30:00Z'), new Date('2026-11-25T12:00:00Z')]
    const zones = ['America/New_York', 'Pacific/Auckland']
    expect(zones.map((zone) => formatAgo(at, now, zone))).toEqual(['4 Nov 2026', '5 Nov 2026'])
  })

  test('thousands are apart', () => expect(formatCount(1_234_567)).toBe('1,234,567'))
})
