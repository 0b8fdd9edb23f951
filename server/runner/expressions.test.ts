import { describe, expect, test } from 'vitest'
import { holds, keyOf, numberOf } from './expressions'

const event = { name: 'project/made', data: { n: 5, half: 2.5, text: 'a', tags: ['x', 'y'], nested: { id: 7 } } }

describe('an expression', () => {
  test.each([
    ['event.data.n == 5', true],
    ['event.data.n > 4 && event.data.text == "a"', true],
    ['event.data.n + 1 == 6', true],
    ['event.data.half * 2 == 5', true],
    ['event.data.text in ["a", "b"]', true],
    ['event.data.tags.exists(tag, tag == "y")', true],
    ['event.name.startsWith("project/")', true],
    ['event.data.n == async.data.n', true],
    ['event.data.n != async.data.n', false],
    ['event.data.missing == 1', false],
    ['has(event.data.missing) && event.data.missing == 1', false],
    ['event.data.text', false],
    ['this is no expression', false],
  ])('%s: %s', (expression, expected) => {
    expect(holds(expression, { event, async: { data: { n: 5 } } })).toBe(expected)
  })

  test('that is not there holds for every event', () => {
    expect(holds(undefined, { event })).toBe(true)
    expect(holds('', { event })).toBe(true)
  })

  test.each([
    ['event.data.text', 'a'],
    ['event.data.text + "-" + string(event.data.n)', 'a-5'],
    ['event.data.n', '5'],
    ['event.data.nested', '{"id":7}'],
    ['event.data.missing', ''],
    [undefined, ''],
  ])('%s is the key "%s"', (expression, key) => {
    expect(keyOf(expression, { event })).toBe(key)
  })

  test('is a number, or 0', () => {
    expect(numberOf('event.data.text == "a" ? 120 : 0', { event })).toBe(120)
    expect(numberOf('event.data.n * 2 - 1', { event })).toBe(9)
    expect(numberOf('event.data.text', { event })).toBe(0)
    expect(numberOf('event.data.missing', { event })).toBe(0)
  })
})
