import path from 'node:path'
import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'
import { quietMetrics } from '@/server/adapters/metrics/quiet'
import type { ServiceContext } from '@/server/context'
import { probeSource } from '@/server/projects/probe-source'
import { renderClip } from '@/server/renders'
import { quickPlan } from './marked-footage'
import { quietLog } from './quiet-log'

/** `node --import tsx render-until-killed.ts SOURCE DIR`: a render whose process a test can kill; says "rendering" once it is. */
const [sourcePath = '', dir = ''] = process.argv.slice(2)
const ports = {
  mediaTool: createFfmpegTool(),
  artifacts: await createDiskStore({ dir: path.join(dir, 'data') }),
  metrics: quietMetrics,
  // No stage of a render uses the other ports.
} as ServiceContext['ports']
const ctx: ServiceContext = {
  ports,
  clock: { now: () => 0, sleep: async () => undefined },
  log: quietLog,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  cores: 1,
}
const { source, input } = await probeSource(ctx, { path: sourcePath })
const plan = quickPlan(source, { startMs: 0, endMs: source.durationMs }, { size: { widthPx: 1080, heightPx: 1920 } })
const outPath = path.join(dir, 'out', 'killed.mp4')
const request = { source, input, plan, outPath, posterPath: path.join(dir, 'out', 'killed.jpg') }
await renderClip({ ...ctx, onProgress: () => console.log('rendering') }, request)
console.log('finished')
