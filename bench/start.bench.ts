import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from '@/server/clean-environment'
import { findFreePort } from '../scripts/ports.mjs'
import { removePostgres } from '../scripts/postgres.mjs'
import type { Bench } from './bench'
import { closeBenchDirs, openBenchDir } from './context'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const patienceMs = 20 * 60_000

type Started = {
  readonly answerMs: number
  /** Waits until the program has said this; gives the time since the command. */
  readonly said: (text: string) => Promise<number>
  readonly stop: () => Promise<void>
}

/** `npm start` as a newcomer types it, in an environment that says nothing, until the page answers. */
const start = async (dir: string, port: number): Promise<Started> => {
  const begin = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment({ PATH: process.env.PATH ?? '', HOME: os.homedir(), PORT: String(port) }),
  })
  let output = ''
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const ended = once(child, 'exit')
  const until = async (isTrue: () => boolean | Promise<boolean>): Promise<number> => {
    while (!(await isTrue())) {
      if (child.exitCode !== null || performance.now() - begin > patienceMs) throw new Error(`npm start:\n${output}`)
      await sleep(50)
    }
    return performance.now() - begin
  }
  const answerMs = await until(() =>
    fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return {
    answerMs,
    said: (text) => until(() => output.includes(text)),
    stop: async () => {
      execFileSync('npm', ['stop'], { cwd: dir, stdio: 'ignore' })
      await ended
    },
  }
}

export default {
  what: 'npm start from a fresh clone to a page that answers, to the first clip of the sample, and again after npm stop',
  run: async () => {
    try {
      const dir = path.join(await openBenchDir(), 'clipforge')
      execFileSync('git', ['clone', '--quiet', projectDir, dir])
      const port = await findFreePort()
      const first = await start(dir, port)
      const clipMs = await first.said('first clip of the sample')
      await first.stop()
      const again = await start(dir, port)
      await again.stop()
      // Below a folder that only root may enter, the cluster lies elsewhere and would stay.
      await removePostgres({ dataDir: path.join(dir, '.data', 'postgres') })
      return {
        figures: [
          {
            ...{ name: 'fresh clone to an answering page, packages included', unit: 's' },
            value: first.answerMs / 1000,
            target: { op: '<=', value: 240 },
          },
          { name: 'fresh clone to the first clip of the sample', unit: 's', value: clipMs / 1000 },
          {
            ...{ name: 'started again to an answering page', unit: 's' },
            value: again.answerMs / 1000,
            target: { op: '<=', value: 10 },
          },
        ],
        notes: [`load ${os.loadavg()[0]?.toFixed(1)} at the end; system packages were there already`],
      }
    } finally {
      await closeBenchDirs()
    }
  },
} satisfies Bench
