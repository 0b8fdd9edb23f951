import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

/** A process of its own whose standard output is a pipe, as a supervisor's is, unless it is said where it goes. */
const run = (code: string, output: 'pipe' | number = 'pipe') =>
  spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      `import { createJsonLog } from './server/adapters/log/json.ts'\n${code}`,
    ],
    { stdio: ['ignore', output, 'ignore'], timeout: 120_000 },
  )
/** What a process says whose standard output is a pipe. */
const saidBy = ({ stdout }: ReturnType<typeof run>): Readable => {
  if (stdout === null) throw new Error('There is a pipe.')
  return stdout
}

const messages = (written: string) =>
  written
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): unknown => JSON.parse(line).msg)

const thousand = `const log = createJsonLog(); for (let at = 0; at < 1000; at += 1) log.info('line ' + at)`
const all = Array.from({ length: 1_000 }, (_, at) => `line ${at}`)

test.each([
  ['ends by itself', ''],
  ['is told to end', 'process.exit(0)'],
  ['fails', 'setImmediate(() => { throw new Error("broken") })'],
])('no line is lost, nor out of order, of a process that %s', async (_how, end) => {
  expect(messages(await text(saidBy(run(`${thousand}\n${end}`))))).toEqual(all)
})

test('nor of one whose other threads are all busy, at a warning or at its end', async () => {
  const busy = `import { pbkdf2 } from 'node:crypto'; for (let at = 0; at < 4; at += 1) pbkdf2('a', 'b', 1e6, 64, 'sha512', () => {})`
  const written = await text(saidBy(run(`${busy}\n${thousand}\nlog.warn('now'); log.info('last'); process.exit(0)`)))
  expect(messages(written)).toEqual([...all, 'now', 'last'])
})

const warnings = `const log = createJsonLog(); let left = 20
  const timer = setInterval(() => { log.warn('on'); log.info('and on'); if (--left === 0) clearInterval(timer) }, 20)`

test('a log that nobody reads any more, or whose disk is full, stops no process and breaks nothing', async () => {
  const unread = run(warnings)
  saidBy(unread).destroy()
  const full = openSync('/dev/full', 'w')
  const ends = await Promise.all([once(unread, 'exit'), once(run(warnings, full), 'exit')])
  closeSync(full)
  expect(ends).toEqual([
    [0, null],
    [0, null],
  ])
})

test('a warning comes at once, with all that was said before it', async () => {
  // Nothing runs after it: the loop never turns again.
  const child = run(`const log = createJsonLog(); log.info('before'); log.warn('now'); for (;;) {}`)
  const lines = createInterface({ input: saidBy(child) })
  const seen: string[] = []
  for await (const line of lines) {
    seen.push(line)
    if (seen.length === 2) break
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(messages(seen.join('\n'))).toEqual(['before', 'now'])
})

test('lines that say nothing is wrong come soon, though nothing follows', async () => {
  const child = run(`createJsonLog().info('alone'); setInterval(() => {}, 1000)`)
  const [line] = await once(createInterface({ input: saidBy(child) }), 'line')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(messages(String(line))).toEqual(['alone'])
})
