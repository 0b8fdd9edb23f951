import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { findFreePort } from './ports.mjs'
import { supervise } from './supervise.mjs'

const dir = mkdtempSync(path.join(os.tmpdir(), 'clipforge-supervise-'))
const running: ReturnType<typeof supervise>[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop({ isAtOnce: true })))
  rmSync(dir, { recursive: true, force: true })
})

test('a program that does not turn any more is ended and started again', async () => {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const server = `import('node:http').then(({ createServer }) =>
    createServer((request, response) => response.end(String(process.pid))).listen(${port}, '127.0.0.1'))`
  const starts: number[] = []
  const program = supervise({
    name: 'small',
    args: ['-e', server],
    env: { PATH: process.env.PATH },
    logFile: path.join(dir, 'small.log'),
    onStart: (pid) => starts.push(pid),
    liveUrl: url,
    lookMs: 300,
  })
  running.push(program)
  const isAnswering = () =>
    fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      async (answer) => Number(await answer.text()) === program.pid(),
      () => false,
    )
  await expect.poll(isAnswering).toBe(true)
  const stopped = program.pid()
  process.kill(stopped, 'SIGSTOP')
  await expect.poll(() => starts.at(-1)).not.toBe(stopped)
  await expect.poll(isAnswering).toBe(true)
  expect(starts).toContain(stopped)
})
