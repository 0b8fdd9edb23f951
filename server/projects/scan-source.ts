import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import { createMotionSampler, smoothMotion } from '@/server/media/motion'
import {
  createFrameSplitter,
  createShotSignals,
  detectShots,
  findBounds,
  planScan,
  scanArgs,
  scanInputArgs,
} from '@/server/media/shots'
import { fpsValue, frameToMs } from '@/server/media/time'
import type { Box, MediaInput, MotionSample, Shot, SourceInfo, VideoStream } from '@/server/media/types'
import { artifactKey } from '@/server/stage-cache'

/**
 * The source made small for analysis: every `everyFrames`-th frame, each intra-coded, displayed orientation, square pixels.
 * Frame k of the file is the source at `frameTimesMs[k]`.
 */
export type Proxy = {
  readonly path: string
  readonly widthPx: number
  readonly heightPx: number
  readonly frameTimesMs: readonly number[]
}

export type Scan = {
  readonly shots: Shot[]
  readonly motion: MotionSample[]
  /** Where the picture is inside black bars; null without bars. */
  readonly bounds: Box | null
  readonly proxy: Proxy | null
}

type StoredScan = Omit<Scan, 'proxy'> & { readonly proxy: Omit<Proxy, 'path'> }

/** Raised when the same source would give another answer. */
const version = 3

/**
 * Looks once at every frame: shot boundaries, where it moves, and the proxy that faces are looked for in, and whether it has
 * black bars. Without a picture all are empty.
 * @throws media_tool_failed, media_tool_timeout, unreadable_media, storage_full, cancelled
 */
export const scanSource = async (
  ctx: ServiceContext,
  { source, input }: { readonly source: SourceInfo; readonly input: MediaInput },
): Promise<Scan> => {
  const { video } = source
  if (video === null) return { shots: [], motion: [], bounds: null, proxy: null }
  const { artifacts, mediaTool } = ctx.ports
  const plan = planScan(video)
  const key = artifactKey({
    stage: 'scan',
    version,
    contentHash: source.contentHash,
    params: { stream: video.index, fps: video.fps, durationMs: source.durationMs, plan },
    engines: [await mediaTool.version()],
  })
  const proxyKey = `${key}.mp4`
  const [stored, storedProxy] = await Promise.all([artifacts.getJson(key), artifacts.findFile(proxyKey)])
  if (stored !== undefined && storedProxy !== undefined) {
    // Safe: only this function writes under this key, and the key holds its version.
    const scan = stored as StoredScan
    return { ...scan, proxy: { ...scan.proxy, path: storedProxy } }
  }
  const work = await artifacts.openWorkDir('scan')
  try {
    const workProxy = path.join(work.path, 'proxy.mp4')
    const scan = await decode(ctx, source, video, input, work.path, workProxy)
    const proxyPath = await artifacts.putFile(proxyKey, workProxy)
    await artifacts.putJson(key, scan)
    return { ...scan, proxy: { ...scan.proxy, path: proxyPath } }
  } finally {
    await work.release()
  }
}

const decode = async (
  ctx: ServiceContext,
  source: SourceInfo,
  video: VideoStream,
  input: MediaInput,
  workDir: string,
  proxyPath: string,
): Promise<StoredScan> => {
  const plan = planScan(video)
  const signals = createShotSignals(plan.small, fpsValue(video.fps))
  const motion = createMotionSampler(plan.small, video.fps, plan.everyFrames)
  const split = createFrameSplitter(plan.small.frameBytes, (frame) => {
    signals.push(frame)
    motion.push(frame)
  })
  const lines = { rows: path.join(workDir, 'rows.gray'), columns: path.join(workDir, 'columns.gray') }
  const outputs = scanArgs(video, plan, { proxy: proxyPath, ...lines }, source.durationMs)
  await ctx.ports.mediaTool.run({
    args: [...guardedInput(input, scanInputArgs), ...outputs],
    workDir,
    // A tenth of playback speed is slower than 4K HEVC on one old core; a minute for a busy machine.
    timeoutMs: 60_000 + source.durationMs * 10,
    signal: ctx.signal,
    onStdout: split,
    onProgress: ({ outMs, speed }) => ctx.onProgress({ share: Math.min(1, outMs / source.durationMs), speed }),
  })
  const seen = signals.finish()
  const shots = detectShots(seen, video.fps, source.durationMs)
  const frameTimesMs: number[] = []
  for (let frame = 0; frame < seen.frames; frame += plan.everyFrames) frameTimesMs.push(frameToMs(frame, video.fps))
  const [rows, columns] = await Promise.all(
    // Files of a work folder: nothing that a build would have to bring along.
    [readFile(/* turbopackIgnore: true */ lines.rows), readFile(/* turbopackIgnore: true */ lines.columns)],
  )
  const size = { widthPx: plan.proxyWidthPx, heightPx: plan.proxyHeightPx }
  return {
    shots,
    motion: smoothMotion(motion.finish(), shots),
    bounds: findBounds({ ...size, rows, columns }, video),
    proxy: { ...size, frameTimesMs },
  }
}
