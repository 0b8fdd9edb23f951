import path from 'node:path'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import type { MediaInput, SourceInfo } from '@/server/media/types'
import { probeSource } from '@/server/projects/probe-source'
import { renderClip } from '@/server/renders'
import { makeMedia } from '@/server/testing/make-media'
import { mediaPath } from '@/server/testing/shared-media'
import { type Bench, median } from './bench'
import { busyPlan, openRenderSetting, type RenderSetting } from './render-setting'

const range = { startMs: 1_000, endMs: 31_000 }

/** Talk at 1080p30 and 10 Mbit/s with a little sensor grain, as cameras record it: enlarged 720p alone would be too soft. */
const makeSource = (dir: string): Promise<string> =>
  makeMedia(dir, 'talk-1080p30.mp4', [
    ...['-ss', '94', '-t', '32', '-i', mediaPath('podcast_long_720p.mp4')],
    ...['-vf', 'scale=1920:1080,noise=alls=3:allf=t,fps=30', '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-b:v', '10M', '-maxrate', '12M', '-bufsize', '24M'],
    ...['-c:a', 'copy'],
  ])

/** The least that makes a clip: static crop, scale, the same encoders and limits, in the same sandbox. */
const bareArgs = (input: MediaInput): string[] => [
  ...guardedInput(input, ['-ss', String(range.startMs / 1000), '-t', '30']),
  ...['-vf', 'crop=ih*9/16:ih,scale=1080:1920,setsar=1'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
  ...['-maxrate', '12M', '-bufsize', '24M', '-g', '60'],
  ...['-c:a', 'aac', '-b:a', '192k', '-ar', '48000', '-ac', '2', '-movflags', '+faststart', 'bare.mp4'],
]

type Cost = { readonly wallMs: number; readonly cpuSeconds: number }

const costOf = async (setting: RenderSetting, work: () => Promise<unknown>): Promise<Cost> => {
  setting.takeCpuSeconds()
  const start = performance.now()
  await work()
  return { wallMs: performance.now() - start, cpuSeconds: setting.takeCpuSeconds() }
}

const renderBare = async ({ ctx }: RenderSetting, input: MediaInput): Promise<void> => {
  const work = await ctx.ports.artifacts.openWorkDir('bare')
  await ctx.ports.mediaTool.run({ args: bareArgs(input), workDir: work.path, timeoutMs: 1_800_000 })
  await work.release()
}

/** Another title is another plan, so nothing is taken from the cache. */
const renderWhole = ({ ctx, dir }: RenderSetting, source: SourceInfo, input: MediaInput, round: number) => {
  const outPath = path.join(dir, `clip-${round}.mp4`)
  const plan = { ...busyPlan(source, range), title: `Bench ${round}` }
  return renderClip(ctx, { source, input, plan, outPath, posterPath: outPath.replace('.mp4', '.jpg') })
}

export default {
  what: 'a 30 s vertical clip with moving camera, karaoke captions and loudness, against bare ffmpeg (pairs, default 3)',
  run: async ([pairs = '3']) => {
    const setting = await openRenderSetting()
    try {
      const { source, input } = await probeSource(setting.ctx, { path: await makeSource(setting.dir) })
      const wall: number[] = []
      const cpu: number[] = []
      for (let round = 0; round < Number(pairs); round++) {
        const bare = await costOf(setting, () => renderBare(setting, input))
        const whole = await costOf(setting, () => renderWhole(setting, source, input, round))
        wall.push(whole.wallMs / bare.wallMs)
        cpu.push(whole.cpuSeconds / bare.cpuSeconds)
      }
      const list = (ratios: readonly number[]) => ratios.map((each) => each.toFixed(3)).join(' ')
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
        notes: [`wall ${list(wall)}; CPU ${list(cpu)}`],
      }
    } finally {
      await setting.close()
    }
  },
} satisfies Bench
