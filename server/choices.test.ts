import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainText, titleSchema } from './choices'

test('a line is one line: tabs are spaces, ends are trimmed, nothing hides in it', () => {
  expect(titleSchema.parse('\t My\ttalk \n')).toBe('My talk')
  for (const text of ['a\nb', 'a\rb', 'a\u2028b', 'a\u0007b', 'a\0b', 'a\ud800b', '', '\n'])
    expect([text, titleSchema.safeParse(text).success]).toEqual([text, false])
  expect(titleSchema.parse('\u{1f469}\u200d\u{1f373} \u9577\u3044')).toBe('\u{1f469}\u200d\u{1f373} \u9577\u3044')
})

test('lines keep their ends and their tabs', () => {
  const lines = plainText(20, 'lines')
  expect(lines.parse(' a\n\tb\r\nc ')).toBe('a\n\tb\r\nc')
  expect(lines.safeParse('a\0').success).toBe(false)
})

test('whatever is taken is kept by PostgreSQL as it is', () => {
  const anything = fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 30 })
  fc.assert(
    fc.property(fc.constantFrom('line' as const, 'lines' as const), anything, (kind, text) => {
      const { data = '' } = plainText(30, kind).safeParse(text)
      expect(data).not.toContain('\0')
      expect(Buffer.from(data).toString()).toBe(data)
    }),
  )
})
