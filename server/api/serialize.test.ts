import fc from 'fast-check'
import superjson from 'superjson'
import { expect, test } from 'vitest'
import { serialize } from './serialize'

/** What comes out at the other end of the wire, or what was thrown. */
const outcome = (work: () => unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(work()))
  } catch (error) {
    return String(error)
  }
}

const expectSame = (value: unknown) =>
  expect(outcome(() => serialize(value))).toEqual(outcome(() => superjson.serialize(value)))

test('whatever an answer holds, it is written as superjson writes it', () => {
  const anything = fc.anything({
    withDate: true,
    withMap: true,
    withSet: true,
    withBigInt: true,
    withNullPrototype: true,
    withTypedArray: true,
    maxDepth: 4,
  })
  fc.assert(
    fc.property(anything, (value) => {
      expectSame(value)
    }),
    { numRuns: 2_000 },
  )
})

test('plain data with dates and gaps reads back as it was', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.date({ noInvalidDate: true }),
  )
  const name = fc.stringMatching(/^[a-zA-Z0-9_]{1,8}$/)
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree')), fc.dictionary(name, tie('tree'))),
  }))
  fc.assert(
    fc.property(tree, (value) => {
      expectSame(value)
      expect(superjson.deserialize(JSON.parse(JSON.stringify(serialize(value))))).toEqual(value)
    }),
  )
})

test.each([
  [
    'one object in two places',
    () => {
      const one = { at: new Date(0) }
      return { first: one, list: [one] }
    },
  ],
  [
    'an object in itself',
    () => {
      const one: Record<string, unknown> = {}
      one.self = one
      return one
    },
  ],
  ['names that mean something in a path', () => ({ 'a.b': new Date(0), 'c\\d': undefined, '': new Date(1) })],
  ['names of prototypes', () => JSON.parse('{"__proto__":{"x":1}}')],
  ['a date that is none', () => ({ at: new Date(Number.NaN) })],
  ['numbers JSON has not', () => ({ list: [Number.NaN, -0, Number.POSITIVE_INFINITY] })],
  [
    'an error, a pattern, a map',
    () => ({ error: new TypeError('x'), pattern: /x/g, map: new Map([[1, { at: new Date(0) }]]) }),
  ],
  ['nothing, or a date, alone', () => [undefined, new Date(0)]],
  ['an array with a hole', () => Object.assign(new Array(3), { 2: 3 })],
])('%s', (_what, make) => {
  expectSame(make())
})

test.each([undefined, null, new Date(0), 5, 'x', []])('%s alone', (value) => {
  expectSame(value)
})
