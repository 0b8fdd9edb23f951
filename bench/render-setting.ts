import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'
import { quietMetrics } from '@/server/adapters/metrics/quiet'
import type { ServiceContext } from '@/server/context'
import { planCaptions } from '@/server/media/captions'
import { planEdit } from '@/server/media/edl'
import type { CameraKeyframe, MsRange, SourceInfo, Word } from '@/server/media/types'
import { createRenderPlan, type RenderPlan } from '@/server/renders'
import { framingOf } from '@/server/testing/marked-footage'
import { quietLog } from '@/server/testing/quiet-log'

export type RenderSetting = {
  readonly ctx: ServiceContext
  readonly dir: string
  /** CPU seconds of every ffmpeg run since the last call. */
  takeCpuSeconds(): number
  close(): Promise<void>
}

/** The real ffmpeg with a clock on it: `-benchmark` has every run print its own CPU time. */
export const openRenderSetting = async (): Promise<RenderSetting> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-bench-'))
  const tool = createFfmpegTool()
  let cpuSeconds = 0
  const unused = { id: 'none' } as never // no stage of a render uses these ports
  const ctx: ServiceContext = {
    ports: {
      mediaTool: {
        ...tool,
        run: async (job) => {
          const result = await tool.run({ ...job, args: ['-benchmark', ...job.args] })
          const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(result.log) ?? []
          cpuSeconds += Number(user ?? 0) + Number(system ?? 0)
          return result
        },
      },
      artifacts: await createDiskStore({ dir: path.join(dir, 'data') }),
      speech: [],
      aligner: unused,
      voice: unused,
      faces: unused,
      reranker: null,
      metrics: quietMetrics,
    },
    clock: { now: () => Date.now(), sleep: async () => undefined },
    log: quietLog,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    cores: os.availableParallelism(),
  }
  return {
    ctx,
    dir,
    takeCpuSeconds: () => {
      const taken = cpuSeconds
      cpuSeconds = 0
      return taken
    },
    close: () => rm(dir, { recursive: true, force: true }),
  }
}

/** A full-size clip as creators get it: a camera that moves eight times a minute (the most that framing
 * allows itself) and jumps as often; karaoke captions, two and a half words a second. */
export const busyPlan = (source: SourceInfo, range: MsRange): RenderPlan => {
  const { video } = source
  if (video === null) throw new Error('The bench needs a source with a picture.')
  const words = Array.from({ length: Math.floor((range.endMs - range.startMs) / 400) }, (_, index): Word => {
    const startMs = range.startMs + index * 400
    return { text: `word${index}`, startMs, endMs: startMs + 330, confidence: 1 }
  })
  const settings = { fps: video.fps, durationMs: source.durationMs, features: null, language: 'en', words }
  const edit = planEdit({ ...settings, range, removeSilence: false, removeFillers: false })
  const w = (video.heightPx * 9) / 16 / video.widthPx
  const lengthMs = range.endMs - range.startMs
  const camera = Array.from({ length: Math.ceil(lengthMs / 7500) }, (_, index): CameraKeyframe[] => {
    const tMs = range.startMs + index * 7500
    const x = (index % 3) * 0.2
    const still: CameraKeyframe = { tMs, x, y: 0, w, h: 1, cut: true }
    return [still, { tMs: tMs + 3000, x, y: 0, w, h: 1 }, { tMs: tMs + 5000, x: x + 0.2, y: 0, w, h: 1 }]
  }).flat()
  const size = { widthPx: 1080, heightPx: 1920 }
  const captions = planCaptions({ words, edit, style: 'karaoke', size, language: 'en', faces: [] })
  return createRenderPlan({ source, aspect: '9:16', edit, framing: framingOf(camera), captions, title: 'Bench' })
}
