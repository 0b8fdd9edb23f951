import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

/** A process of its own whose standard output is a pipe, as a supervisor's is. */
const run = (code: string) =>
  spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      `import { createJsonLog } from './server/adapters/log/json.ts'\n${code}`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )

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
  expect(messages(await text(run(`${thousand}\n${end}`).stdout))).toEqual(all)
})

test('a warning comes at once, with all that was said before it', async () => {
  // Nothing runs after it: the loop never turns again.
  const child = run(`const log = createJsonLog(); log.info('before'); log.warn('now'); for (;;) {}`)
  const lines = createInterface({ input: child.stdout })
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
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(messages(String(line))).toEqual(['alone'])
})
