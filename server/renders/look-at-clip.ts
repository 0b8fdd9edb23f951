import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import { choosePoster, describePicture, type PosterSample } from '@/server/media/ffmpeg/poster-choice'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import { isBlack, type OutputFacts, type PictureLevels } from '@/server/media/ffmpeg/verify-output'
import { firstPictureFilters, videoInputs } from '@/server/media/ffmpeg/video-graph'
import type { MediaInput } from '@/server/media/types'
import type { JobSettings } from './mix-sound'

/** Small enough to score in milliseconds, large enough to tell sharp from soft. */
const sampleWidthPx = 270

/** Side of the source's first picture: black or not needs no more. */
const firstPx = 64
const timesFile = 'key-frames.txt'

export type ClipLook = Pick<OutputFacts, 'firstPicture' | 'sourcePicture'>

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
  const firstPicture = samples[0] === undefined ? { mean: 0, deviation: 0 } : describePicture(samples[0])
  const sourcePicture = isBlack(firstPicture) ? await sourceFirstPicture(ctx, work, job) : null
  return { firstPicture, sourcePicture }
}

const keyFrames = async (
  ctx: ServiceContext,
  plan: RenderPlan,
  clip: MediaInput,
  job: JobSettings,
): Promise<PosterSample[]> => {
  const heightPx = Math.round((plan.size.heightPx / plan.size.widthPx) * sampleWidthPx)
  const bytes = await readGrey(
    ctx,
    [
      ...guardedInput(clip, ['-an', '-skip_frame', 'nokey']),
      '-vf',
      // Times go to a file: the log keeps its end only, and a clip of many cuts has more key frames than fit.
      `scale=${sampleWidthPx}:${heightPx},format=gray,metadata=add:key=kept:value=1,metadata=print:file=${timesFile}`,
      '-fps_mode',
      'passthrough',
    ],
    job,
  )
  const listed = await readFile(path.join(job.workDir, timesFile), 'utf8')
  const times = [...listed.matchAll(/\bpts_time:\s*(-?[\d.]+)/g)].map((match) => Math.round(Number(match[1]) * 1000))
  const frameBytes = sampleWidthPx * heightPx
  return Array.from({ length: Math.floor(bytes.length / frameBytes) }, (_, index) => ({
    tMs: times[index] ?? 0,
    luma: bytes.subarray(index * frameBytes, (index + 1) * frameBytes),
    widthPx: sampleWidthPx,
  }))
}

/** What the source itself shows where the clip begins, under the clip's own crop. */
const sourceFirstPicture = async (
  ctx: ServiceContext,
  { plan, source }: { plan: RenderPlan; source: MediaInput },
  job: JobSettings,
): Promise<PictureLevels | null> => {
  const { video } = plan.source
  const [input] = videoInputs(plan)
  if (video === null || input === undefined) return null
  const luma = await readGrey(
    ctx,
    [
      ...guardedInput(source, ['-an', '-sn', '-dn', ...input.seek.args]),
      '-map',
      `0:${video.index}`,
      '-vf',
      firstPictureFilters(plan, video, firstPx),
      '-frames:v',
      '1',
    ],
    job,
  )
  return describePicture({ luma, widthPx: firstPx })
}

const readGrey = async (ctx: ServiceContext, args: readonly string[], job: JobSettings): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  await ctx.ports.mediaTool.run({
    ...job,
    args: [...args, '-f', 'rawvideo', 'pipe:1'],
    onStdout: (chunk) => void chunks.push(chunk),
  })
  return new Uint8Array(Buffer.concat(chunks))
}

/** Path of a file in the job's folder as an input. */
export const workFile = (job: JobSettings, name: string, demuxer: MediaInput['demuxer']): MediaInput => ({
  path: path.join(job.workDir, name),
  demuxer,
})
