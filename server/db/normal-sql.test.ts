import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalSql } from './normal-sql'

test('keeps the names and the shape of a statement', () => {
  expect(
    normalSql(`SELECT "t0"."id", m2."size"
      FROM "public"."User" AS "t0" WHERE "t0"."id" = $1 LIMIT $2`),
  ).toBe('SELECT "t0"."id", m2."size" FROM "public"."User" AS "t0" WHERE "t0"."id" = $1 LIMIT $2')
})

test('a list of parameters is one, however long', () => {
  expect(normalSql('SELECT a FROM b WHERE c IN ($1,$2,$3, $4) AND d = $5')).toBe(
    'SELECT a FROM b WHERE c IN ($1, …) AND d = $5',
  )
})

test('never shows a value that somebody wrote into it', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 10_000_000 }), (text, number) => {
      const shown = normalSql(
        `SELECT 1 FROM "User" WHERE email = '${text.replaceAll("'", "''")}' AND n = ${number} -- end`,
      )
      expect(shown).toBe('SELECT ? FROM "User" WHERE email = ? AND n = ?')
    }),
  )
  expect(normalSql(`SELECT a -- don't\n FROM b WHERE c = 'a secret' /* it's */ AND d = 'secret'`)).not.toContain(
    'secret',
  )
  expect(normalSql("SELECT E'it\\'s', $body$a secret$body$, /* secret */ -12.5")).not.toMatch(/secret|12/)
})

test('is no longer than a line of a log should be', () => {
  expect(normalSql(`SELECT ${'a, '.repeat(5_000)} b`).length).toBeLessThan(1_100)
})
