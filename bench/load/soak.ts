import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, type Found, nothingFailed } from './claims'
import { familyOf, list, read } from './cpu'
import { makeFootage, startRender } from './render'
import { steadyLoad } from './steady'
import type { LoadApp } from './target'

type Look = {
  readonly atMin: number
  readonly rssMb: number
  readonly heapMb: number
  readonly fds: number
  readonly handles: number
}

const lookEveryMs = 2_000
const sourceSeconds = 20

/** B13: B1 for as long as is asked, with one render after the other. */
export const runSoak = async (target: LoadApp, minutes: number): Promise<Found> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-load-soak-'))
  const over = new AbortController()
  const looks: Look[] = []
  const watch = async () => {
    const startedAt = performance.now()
    while (!over.signal.aborted) {
      looks.push({ atMin: (performance.now() - startedAt) / 60_000, ...(await lookAt(target)) })
      await sleep(lookEveryMs)
    }
  }
  let renders = 0
  const render = async () => {
    const source = makeFootage(dir, sourceSeconds)
    while (!over.signal.aborted) {
      await (await startRender(source, path.join(dir, `render-${renders}`))).finished
      await rm(path.join(dir, `render-${renders}`), { recursive: true, force: true })
      renders += 1
    }
  }
  const beside = Promise.all([watch(), render()])
  const load = steadyLoad(target, { seconds: minutes * 60 }).finally(() => over.abort())
  const [samples] = await Promise.all([load, beside]).finally(() => rm(dir, { recursive: true, force: true }))
  const lastHalf = looks.slice(Math.floor(looks.length / 2))
  // A quarter in, caches are full and the heap is as large as it gets; the least of a stretch is what collection leaves.
  const warm = stretch(looks, 0.25, 0.5)
  const end = stretch(looks, 0.75, 1)
  const least = (of: readonly Look[], read: (look: Look) => number) => Math.min(...of.map(read))
  return {
    samples,
    claims: [
      ...nothingFailed('B13', samples),
      atMost('B13', 'resident memory, most', Math.max(...looks.map(({ rssMb }) => rssMb)), 700, 'MB'),
      atMost('B13', 'resident memory, growth over the last half', slopeOf(lastHalf), 0.5, 'MB/min'),
      atMost(
        'B13',
        'heap after collection, times warm',
        least(end, ({ heapMb }) => heapMb) / least(warm, ({ heapMb }) => heapMb),
        1.1,
        'x',
      ),
      atMost('B13', 'open files, more than warm', least(end, ({ fds }) => fds) - least(warm, ({ fds }) => fds), 5, ''),
      atMost(
        'B13',
        'handles, more than warm',
        least(end, ({ handles }) => handles) - least(warm, ({ handles }) => handles),
        5,
        '',
      ),
    ],
    notes: [
      `${minutes} min with ${renders} renders of ${sourceSeconds} s; memory by quarters ${[0, 0.25, 0.5, 0.75]
        .map((from) => least(stretch(looks, from, from + 0.25), ({ rssMb }) => rssMb).toFixed(0))
        .join(', ')} MB`,
    ],
  }
}

const stretch = (looks: readonly Look[], from: number, to: number): readonly Look[] =>
  looks.slice(Math.floor(from * looks.length), Math.ceil(to * looks.length))

const lookAt = async ({ app, base, host }: LoadApp): Promise<Omit<Look, 'atMin'>> => {
  const pids = familyOf(app.web.pid())
  const rssKb = pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0), 0)
  const metrics = await (await fetch(`${base}/metrics`, { headers: { host } })).text()
  // Of both processes: the app's own figures, and those it was told of its front, which holds every socket.
  const figure = (...names: readonly string[]) =>
    names.reduce((sum, name) => sum + Number(new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1] ?? Number.NaN), 0)
  return {
    rssMb: rssKb / 1_024,
    heapMb: figure('nodejs_heap_size_used_bytes', 'front_heap_bytes') / 1_024 ** 2,
    fds: pids.reduce((sum, pid) => sum + list(`/proc/${pid}/fd`).length, 0),
    handles: figure('nodejs_active_handles_total', 'front_handles'),
  }
}

/** Of the straight line through all looks (least squares). */
const slopeOf = (looks: readonly Look[]): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [atMin, rssMb] = [mean(looks.map((look) => look.atMin)), mean(looks.map((look) => look.rssMb))]
  const above = looks.reduce((sum, look) => sum + (look.atMin - atMin) * (look.rssMb - rssMb), 0)
  return above / looks.reduce((sum, look) => sum + (look.atMin - atMin) ** 2, 0)
}
