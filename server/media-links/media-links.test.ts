import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRange } from './byte-range'
import { contentDisposition } from './disposition'

describe('row 77: a range', () => {
  test.each([
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=990-', { start: 990, end: 999 }],
    ['bytes=-10', { start: 990, end: 999 }],
    ['bytes=-5000', { start: 0, end: 999 }],
    ['bytes=0-5000', { start: 0, end: 999 }],
    ['bytes=1000-', 'unsatisfiable'],
    ['bytes=5000-6000', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-5', null],
    ['bytes=-', null],
    ['bytes=a-b', null],
    ['bytes=-1-5', null],
    ['lines=0-5', null],
    ['bytes=0-1,5-6', null],
    [`bytes=${Array.from({ length: 1000 }, (_, n) => `${n}-${n}`).join(',')}`, null],
    ['bytes=99999999999999999999-', null],
    [null, null],
  ])('%s of 1000 bytes', (header, expected) => {
    expect(readRange(header, 1000)).toEqual(expected)
  })

  test('never leaves the object', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e6 }), (noise, a, b, size) => {
        for (const header of [noise, `bytes=${a}-${b}`, `bytes=-${a}`, `bytes=${b}-`]) {
          const range = readRange(header, size)
          if (range === null || range === 'unsatisfiable') continue
          expect(range.start).toBeGreaterThanOrEqual(0)
          expect(range.end).toBeLessThan(size)
          expect(range.start).toBeLessThanOrEqual(range.end)
        }
      }),
    )
  })
})

describe('row 21: Content-Disposition', () => {
  test.each([
    ['talk.mp4', `attachment; filename="talk.mp4"; filename*=UTF-8''talk.mp4`],
    ['café 🎬.mp4', `attachment; filename="caf_ __.mp4"; filename*=UTF-8''caf%C3%A9%20%F0%9F%8E%AC.mp4`],
    [`a"b';c%.mp4`, `attachment; filename="a_b'_c_.mp4"; filename*=UTF-8''a%22b%27%3Bc%25.mp4`],
    ['a\r\nSet-Cookie: x=1', `attachment; filename="a__Set-Cookie: x=1"; filename*=UTF-8''a__Set-Cookie%3A%20x%3D1`],
    ['../../x', `attachment; filename=".._.._x"; filename*=UTF-8''.._.._x`],
  ])('of %j', (name, expected) => expect(contentDisposition(name)).toBe(expected))

  test('is one line that a header may carry, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(contentDisposition(name)).toMatch(/^[\x20-\x7e]+$/)
        expect(contentDisposition(name).match(/"/g)).toHaveLength(2)
      }),
    )
  })
})
