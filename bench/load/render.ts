import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { childEnvironment } from '@/server/env'
import { setSessionPriority } from '@/server/session-priority'
import { median } from '../bench'
import type { Sample } from '../open-loop'
import { atMost, type Found, latenciesOf, nothingFailed, p95 } from './claims'
import { familyOf, list } from './cpu'
import { steadyLoad } from './steady'
import type { Bare, LoadApp, Target } from './target'

type Options = {
  readonly sourceSeconds: number
  /** Of renders, one beside each server; the ratio is their median. */
  readonly pairs?: number
  /** For the negative control: every program of the render is put back to normal priority, from outside, as root may. */
  readonly isAtNormalPriority?: boolean
}

const longestS = 300

/**
 * B9: B1 while a clip of 1080 x 1920 is rendered, against B1 without it, and the render against one beside the same requests to a server that does nothing:
 * on two cores whoever makes the requests takes a good part of them, which is not the product's.
 */
export const runWithRender = async (
  target: LoadApp,
  bare: Bare,
  { sourceSeconds, pairs = 1, isAtNormalPriority = false }: Options,
): Promise<Found> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-load-render-'))
  try {
    const source = makeFootage(dir, sourceSeconds)
    const alone = await (await startRender(source, path.join(dir, 'alone'))).finished
    const toBare: Target = { ...target, base: bare.base, renamed: new Map() }
    const beside = async (asked: Target, name: string) => {
      const render = await startRender(source, path.join(dir, name))
      const priority = isAtNormalPriority ? setInterval(() => raise(render.child.pid ?? 0), 200) : undefined
      const over = new AbortController()
      const finished = render.finished.finally(() => {
        clearInterval(priority)
        over.abort()
      })
      const load = steadyLoad(asked, { seconds: longestS, signal: over.signal })
      const [seconds, samples] = await Promise.all([finished, load])
      return { seconds, samples }
    }
    const before = await steadyLoad(target, { seconds: sourceSeconds / 2 })
    const turns: { readonly bareS: number; readonly appS: number; readonly samples: readonly Sample[] }[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const { seconds: bareS } = await beside(toBare, `bare-${pair}`)
      const { seconds: appS, samples } = await beside(target, `app-${pair}`)
      turns.push({ bareS, appS, samples })
    }
    const samples = turns.flatMap((each) => each.samples)
    const slower = median(turns.map(({ appS, bareS }) => appS / bareS))
    const appS = median(turns.map((each) => each.appS))
    const idleP95 = p95(latenciesOf(before))
    const busyP95 = p95(latenciesOf(samples))
    return {
      samples,
      claims: [
        ...nothingFailed('B9', samples),
        atMost('B9', 'p95 while a clip is rendered, times without', busyP95 / idleP95, 2, 'x'),
        atMost('B9', 'render, times beside requests to bare', slower, 1.35, 'x'),
      ],
      notes: [
        `p95 ${idleP95.toFixed(1)} ms without a render, ${busyP95.toFixed(1)} ms with one; ${sourceSeconds} s of 1080p: ${alone.toFixed(1)} s alone; beside bare and beside the app ${turns.map((each) => `${each.bareS.toFixed(1)} and ${each.appS.toFixed(1)}`).join(', ')} s (median ${(appS / alone).toFixed(2)} times alone)`,
      ],
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

export const makeFootage = (dir: string, seconds: number): string => {
  const file = path.join(dir, 'source.mp4')
  const input = ['-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=30:d=${seconds}`]
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=220:sample_rate=48000:duration=${seconds}`]
  const output = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-y', file]
  execFileSync('ffmpeg', ['-v', 'error', ...input, ...sound, ...output])
  return file
}

type Render = {
  readonly child: ChildProcess /** Seconds from its first frame to its files. */
  finished: Promise<number>
}

/** The product's own render in a process of its own, begun when this resolves. */
export const startRender = async (source: string, dir: string): Promise<Render> => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/testing/render-until-killed.ts', source, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnvironment({ TSX_TSCONFIG_PATH: path.resolve('tsconfig.json') }),
  })
  const lines = createInterface({ input: child.stdout })
  let isDone = false
  lines.on('line', (line) => {
    isDone ||= line === 'finished'
  })
  const ended = once(child, 'exit')
  await Promise.race([once(lines, 'line'), ended])
  const startedAt = performance.now()
  const finished = ended.then(() => {
    if (!isDone) throw new Error('The render ended without its files.')
    return (performance.now() - startedAt) / 1_000
  })
  return { child, finished }
}

/** Every thread of everything that this process started, and the sessions that those are in. */
const raise = (pid: number): void => {
  const [, ...started] = familyOf(pid)
  for (const each of started) {
    setSessionPriority(each, 0)
    spawnSync('chrt', ['--all-tasks', '--other', '--pid', '0', String(each)])
  }
  const threads = started.flatMap((each) => list(`/proc/${each}/task`))
  if (threads.length > 0) spawnSync('renice', ['-n', '0', '-p', ...threads])
}
