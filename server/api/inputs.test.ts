import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { denialFixtures } from './denial-fixtures'
import { appRouter } from './root'

type Leaf = { readonly path: readonly string[]; readonly schema: z.core.$ZodType; readonly kind: 'string' | 'number' }

/** Every text and number that a procedure takes, by its place in the input; `*` is any element of a list. */
const leavesOf = (schema: z.core.$ZodType, path: readonly string[] = []): readonly Leaf[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'string':
    case 'number':
      return [{ path, schema, kind: def.type }]
    case 'object':
      return Object.entries(def.shape).flatMap(([name, field]) => leavesOf(field, [...path, name]))
    case 'array':
      return leavesOf(def.element, [...path, '*'])
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return leavesOf(def.innerType, path)
    case 'pipe':
      // What comes in is read by the first part; what it makes of it by the second.
      return leavesOf(def.in, path).map((leaf) => (leaf.schema === def.in ? { ...leaf, schema } : leaf))
    case 'boolean':
    case 'enum':
    case 'literal':
      return []
    default:
      throw new Error(`${path.join('.')} is of a kind that this test does not know: ${def.type}`)
  }
}

// By path, as tRPC keeps them; its type says they are nested.
const procedures = appRouter._def.procedures as unknown as Readonly<
  Record<string, { readonly _def: { readonly inputs: readonly z.core.$ZodType[] } }>
>
const leaves = Object.entries(procedures).flatMap(([procedure, { _def }]) =>
  _def.inputs
    .flatMap((input) => leavesOf(input))
    .map(({ path, ...leaf }) => ({ ...leaf, name: [procedure, ...path].join('.') })),
)
const numbers = leaves.filter(({ kind }) => kind === 'number')
const texts = leaves.filter(({ kind }) => kind === 'string')
/** Subtitles are a file: its bytes go to the store as they are, and are read with care where they are used. */
const files = ['project.create.transcript.text']

const isTaken = (schema: z.core.$ZodType, text: unknown) => z.safeParse(schema, text).success

describe('every text that a procedure takes', () => {
  test('is found by the walk', () => {
    expect(Object.keys(procedures).sort()).toEqual(Object.keys(denialFixtures).sort())
    expect(texts.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'workspace.rename.name',
        'project.create.settings.prompt',
        'upload.importLink.url',
        ...files,
      ]),
    )
  })

  test.each(texts)('$name has an end', ({ schema }) => {
    for (const unit of ['a', 'a ', '\u9577']) expect(isTaken(schema, unit.repeat(1_000_000))).toBe(false)
  })

  test.each(texts.filter(({ name }) => !files.includes(name)))(
    '$name takes no zero byte and no half of a character, which no table keeps',
    ({ schema }) => {
      // Around what each of them takes otherwise.
      const usual = ['', 'a', 'en', 'UTC', 'a@example.com', 'https://example.com/a.mp4', 'a'.repeat(43)]
      for (const text of usual)
        for (const wrong of ['\0', '\ud800', '\udc00', '\u0007'])
          for (const whole of [`${text}${wrong}`, `${wrong}${text}`, `${text}${wrong}${text}`])
            expect([whole, isTaken(schema, whole)]).toEqual([whole, false])
    },
  )
})

test.each(numbers)('$name takes no number that no column holds', ({ schema }) => {
  for (const number of [2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, Number.NaN])
    expect([number, isTaken(schema, number)]).toEqual([number, false])
})
