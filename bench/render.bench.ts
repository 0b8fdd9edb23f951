import path from 'node:path'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import { probeSource } from '@/server/projects/probe-source'
import { renderClip } from '@/server/renders'
import { mediaPath } from '@/server/testing/shared-media'
import { type Bench, median } from './bench'
import { busyPlan, openRenderSetting } from './render-setting'

const range = { startMs: 95_000, endMs: 125_000 }

/** The least that makes a clip: static crop, scale, the same encoders and limits, in the same sandbox. */
const bareArgs = (input: Parameters<typeof guardedInput>[0]): string[] => [
  ...guardedInput(input, ['-ss', String(range.startMs / 1000), '-t', '30']),
  ...['-vf', 'crop=406:720,scale=1080:1920,setsar=1'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
  ...['-maxrate', '12M', '-bufsize', '24M', '-g', '50'],
  ...['-c:a', 'aac', '-b:a', '192k', '-ar', '48000', '-ac', '2', '-movflags', '+faststart', 'bare.mp4'],
]

export default {
  what: 'a 30 s vertical clip with moving camera, karaoke captions and loudness, against bare ffmpeg (pairs, default 3)',
  run: async ([pairs = '3']) => {
    const { ctx, dir, takeCpuSeconds, close } = await openRenderSetting()
    try {
      const { source, input } = await probeSource(ctx, { path: mediaPath('podcast_long_720p.mp4') })
      const plan = busyPlan(source, range)
      const wall: number[] = []
      const cpu: number[] = []
      for (let pair = 0; pair < Number(pairs); pair++) {
        takeCpuSeconds()
        const work = await ctx.ports.artifacts.openWorkDir('bare')
        const bareStart = performance.now()
        await ctx.ports.mediaTool.run({ args: bareArgs(input), workDir: work.path, timeoutMs: 600_000 })
        const bareMs = performance.now() - bareStart
        const bareCpu = takeCpuSeconds()
        await work.release()
        const outPath = path.join(dir, `clip-${pair}.mp4`)
        // Another title is another plan, so nothing is taken from the cache.
        const request = { source, input, plan: { ...plan, title: `Bench ${pair}` }, outPath }
        const clipStart = performance.now()
        await renderClip(ctx, { ...request, posterPath: outPath.replace('.mp4', '.jpg') })
        wall.push((performance.now() - clipStart) / bareMs)
        cpu.push(takeCpuSeconds() / bareCpu)
      }
      return {
        figures: [
          {
            name: 'wall time, ratio to bare ffmpeg',
            value: median(wall),
            unit: 'x',
            target: { op: '<=', value: 1.15 },
          },
          { name: 'CPU time, ratio to bare ffmpeg', value: median(cpu), unit: 'x' },
        ],
        notes: [
          `wall ratios ${wall.map((each) => each.toFixed(3)).join(' ')}; CPU ${cpu.map((each) => each.toFixed(3)).join(' ')}`,
        ],
      }
    } finally {
      await close()
    }
  },
} satisfies Bench
