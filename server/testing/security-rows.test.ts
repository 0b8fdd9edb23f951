import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(path.join(projectDir, file), 'utf8')
const numbersIn = (text: string): number[] => [...text.matchAll(/\d+/g)].map(Number)
const inOrder = (rows: readonly number[]) => [...new Set(rows)].sort((a, b) => a - b)

test('the page on security has exactly the rows that tests name', () => {
  const tests = ['server', 'app', 'emails', 'scripts', 'inngest', 'e2e'].flatMap((room) =>
    readdirSync(path.join(projectDir, room), { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(room, name))
      .filter((name) => /\.(test|spec)\.tsx?$|\/contract\.ts$/.test(name)),
  )
  const named = tests.flatMap((file) =>
    [...read(file).matchAll(/['`]rows? (\d+(?:(?:, | and )\d+)*):/g)].flatMap((match) => numbersIn(match[1] ?? '')),
  )
  const listed = [...read('docs/security.md').matchAll(/^\| ([\d, ]+) \|/gm)].flatMap((match) =>
    numbersIn(match[1] ?? ''),
  )
  expect(inOrder(named).length).toBeGreaterThan(50)
  expect(listed).toEqual([...new Set(listed)])
  expect(inOrder(listed)).toEqual(inOrder(named))
})
