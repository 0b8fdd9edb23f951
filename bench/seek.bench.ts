import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { probeSource } from '@/server/projects/probe-source'
import { renderClip } from '@/server/renders'
import { makeMedia } from '@/server/testing/make-media'
import { mediaPath } from '@/server/testing/shared-media'
import { type Bench, median } from './bench'
import { busyPlan, openRenderSetting } from './render-setting'

/** One recording over and over, just under the two hours that are taken at most. */
const loops = 12
const wholeSeconds = 7190
const lateMs = 6_600_000
const lengthMs = 30_000

export default {
  what: 'a 30 s clip at 1:50:00 of a two-hour file against the same pictures near its start (pairs, default 2)',
  run: async ([pairs = '2']) => {
    const setting = await openRenderSetting()
    const { ctx, dir } = setting
    try {
      const list = path.join(dir, 'loop.txt')
      await writeFile(list, `file '${mediaPath('podcast_long_720p.mp4')}'\n`.repeat(loops))
      const copies = ['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', '-t', String(wholeSeconds)]
      const file = await makeMedia(dir, 'two-hours.mp4', copies)
      const one = await probeSource(ctx, { path: mediaPath('podcast_long_720p.mp4') })
      const { source, input } = await probeSource(ctx, { path: file })
      // The same place in the first turn of the loop, so that both clips hold the same pictures.
      const earlyMs = Math.round(lateMs % one.source.durationMs)
      const ratios: { wall: number; cpu: number }[] = []
      const cost = async (startMs: number, name: string) => {
        setting.takeCpuSeconds()
        const start = performance.now()
        const plan = busyPlan(source, { startMs, endMs: startMs + lengthMs })
        const outPath = path.join(dir, `${name}.mp4`)
        await renderClip(ctx, {
          ...{ source, input, outPath, posterPath: outPath.replace('.mp4', '.jpg') },
          plan: { ...plan, title: name },
        })
        return { wallMs: performance.now() - start, cpuSeconds: setting.takeCpuSeconds() }
      }
      for (let round = 0; round < Number(pairs); round++) {
        const near = await cost(earlyMs, `near-${round}`)
        const far = await cost(lateMs, `far-${round}`)
        ratios.push({ wall: far.wallMs / near.wallMs, cpu: far.cpuSeconds / near.cpuSeconds })
      }
      return {
        figures: [
          {
            name: 'wall time at 1:50:00, ratio to the same near the start',
            value: median(ratios.map((each) => each.wall)),
            unit: 'x',
            target: { op: '<=', value: 1.1 },
          },
          { name: 'CPU time, the same ratio', value: median(ratios.map((each) => each.cpu)), unit: 'x' },
        ],
        notes: [ratios.map(({ wall, cpu }) => `wall ${wall.toFixed(3)}, CPU ${cpu.toFixed(3)}`).join('; ')],
      }
    } finally {
      await setting.close()
    }
  },
} satisfies Bench
