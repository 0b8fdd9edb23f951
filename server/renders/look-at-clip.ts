import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import { choosePoster, describePicture, type PosterSample } from '@/server/media/ffmpeg/poster-choice'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import { seekTo } from '@/server/media/ffmpeg/source-windows'
import { blackLuma } from '@/server/media/ffmpeg/verify-output'
import type { MediaInput } from '@/server/media/types'
import type { JobSettings } from './mix-sound'

/** Small enough to score in milliseconds, large enough to tell sharp from soft. */
const sampleWidthPx = 270

export type ClipLook = { readonly firstLuma: number; readonly sourceFirstLuma: number }

/** Decodes the clip's key frames (a few per cent of a whole decode), writes the best as a poster, and reports on the first. */
export const lookAtClip = async (
  ctx: ServiceContext,
  work: { plan: RenderPlan; source: MediaInput; clip: MediaInput; poster: string },
  job: JobSettings,
): Promise<ClipLook> => {
  const { plan, clip, poster } = work
  const samples = await keyFrames(ctx, plan, clip, job)
  const chosen = samples[choosePoster(plan, samples)]
  const at = ((chosen?.tMs ?? 0) / 1000).toFixed(3)
  await ctx.ports.mediaTool.run({
    ...job,
    args: [
      ...guardedInput(clip, ['-an', '-ss', at]),
      '-frames:v',
      '1',
      // JPEG is BT.601 and full range by definition.
      '-vf',
      'scale=in_color_matrix=bt709:out_color_matrix=smpte170m:in_range=tv:out_range=pc,format=yuvj420p',
      '-q:v',
      '3',
      '-f',
      'image2',
      '-update',
      '1',
      poster,
    ],
  })
  const firstLuma = samples[0] === undefined ? 0 : describePicture(samples[0]).mean
  const sourceFirstLuma = firstLuma > blackLuma ? firstLuma : await sourceLuma(ctx, work, job)
  return { firstLuma, sourceFirstLuma }
}

const keyFrames = async (
  ctx: ServiceContext,
  plan: RenderPlan,
  clip: MediaInput,
  job: JobSettings,
): Promise<PosterSample[]> => {
  const heightPx = Math.round((plan.size.heightPx / plan.size.widthPx) * sampleWidthPx)
  const { log, bytes } = await readGrey(
    ctx,
    [
      ...guardedInput(clip, ['-an', '-skip_frame', 'nokey']),
      '-vf',
      `scale=${sampleWidthPx}:${heightPx},format=gray,showinfo=checksum=0`,
      '-fps_mode',
      'passthrough',
    ],
    job,
  )
  const times = [...log.matchAll(/\bpts_time:\s*(-?[\d.]+)/g)].map((match) => Math.round(Number(match[1]) * 1000))
  const frameBytes = sampleWidthPx * heightPx
  return Array.from({ length: Math.floor(bytes.length / frameBytes) }, (_, index) => ({
    tMs: times[index] ?? 0,
    luma: bytes.subarray(index * frameBytes, (index + 1) * frameBytes),
    widthPx: sampleWidthPx,
  }))
}

/** What the source itself shows where the clip begins. */
const sourceLuma = async (
  ctx: ServiceContext,
  { plan, source }: { plan: RenderPlan; source: MediaInput },
  job: JobSettings,
): Promise<number> => {
  const { video } = plan.source
  if (video === null) return 255
  const seek = seekTo((plan.edit.ranges[0]?.startMs ?? 0) / 1000, plan.source.demuxer)
  const { bytes } = await readGrey(
    ctx,
    [
      ...guardedInput(source, ['-an', '-sn', '-dn', ...seek.args]),
      '-map',
      `0:${video.index}`,
      '-vf',
      `setpts=PTS-${seek.leadSeconds.toFixed(6)}/TB,fps=${plan.fps.num}/${plan.fps.den}:start_time=0,scale=64:64,format=gray`,
      '-frames:v',
      '1',
    ],
    job,
  )
  return describePicture({ luma: bytes, widthPx: 64 }).mean
}

const readGrey = async (ctx: ServiceContext, args: readonly string[], job: JobSettings) => {
  const chunks: Buffer[] = []
  const { log } = await ctx.ports.mediaTool.run({
    ...job,
    args: [...args, '-f', 'rawvideo', 'pipe:1'],
    onStdout: (chunk) => void chunks.push(chunk),
  })
  return { log, bytes: new Uint8Array(Buffer.concat(chunks)) }
}

/** Path of a file in the job's folder as an input. */
export const workFile = (job: JobSettings, name: string, demuxer: MediaInput['demuxer']): MediaInput => ({
  path: path.join(job.workDir, name),
  demuxer,
})
