import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ServiceContext } from '@/server/context'
import { DomainError, throwIfCancelled } from '@/server/errors'
import { editDurationMs } from '@/server/media/edl'
import type { GainPlan, Loudness } from '@/server/media/ffmpeg/loudness'
import { renderArgs } from '@/server/media/ffmpeg/render-args'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import { readSourceSignal, type SourceSignal } from '@/server/media/ffmpeg/source-signal'
import { isFatal, type OutputCheck, verifyOutput } from '@/server/media/ffmpeg/verify-output'
import { planFrameCount } from '@/server/media/ffmpeg/video-graph'
import { frameToMs } from '@/server/media/time'
import type { MediaInput, SourceInfo } from '@/server/media/types'
import { artifactKey } from '@/server/stage-cache'
import { layOutFiles } from './lay-out-files'
import { lookAtClip, workFile } from './look-at-clip'
import { type JobSettings, mixSound, type SettledSound, settleEncodedSound } from './mix-sound'
import { clearLeftovers, publishFiles } from './publish-file'

export type RenderRequest = {
  readonly source: SourceInfo
  readonly input: MediaInput
  readonly plan: RenderPlan
  /** Final names; both appear whole or not at all. */
  readonly outPath: string
  readonly posterPath: string
}

export type RenderResult = {
  readonly durationMs: number
  /** Of the finished file; nulls for silence. */
  readonly loudness: Loudness & { readonly gainDb: number }
  readonly verified: { readonly ok: boolean; readonly checks: readonly OutputCheck[] }
  readonly argv: readonly string[]
  /** The end of ffmpeg's own account of the encode. */
  readonly log: string
}

type Finished = { readonly result: RenderResult; readonly clipHash: string; readonly posterHash: string }

/** Raised when the same plan would give other bytes. */
const stageVersion = 2

/**
 * Renders one clip with one encode and checks the file against its plan before it gets its name. A file that the same plan made
 * before and that is still there is kept.
 * @throws output_mismatch naming the checks that failed, media_tool_*, storage_full, cancelled
 */
export const renderClip = async (ctx: ServiceContext, request: RenderRequest): Promise<RenderResult> => {
  const { plan, outPath, posterPath } = request
  const key = artifactKey({
    stage: 'render-clip',
    version: stageVersion,
    contentHash: plan.source.contentHash,
    params: plan,
    engines: [await ctx.ports.mediaTool.version()],
  })
  // Safe: only this function writes under this name, and the name holds the stage's version.
  const before = (await ctx.ports.artifacts.getJson(key)) as Finished | undefined
  if (before !== undefined && (await isStillThere(before, request))) return before.result

  await mkdir(path.dirname(outPath), { recursive: true })
  await mkdir(path.dirname(posterPath), { recursive: true })
  await clearLeftovers([outPath, posterPath])
  const workDir = await ctx.ports.artifacts.openWorkDir('render')
  try {
    const startedAt = ctx.clock.now()
    const result = await renderInto(ctx, request, workDir.path)
    throwIfCancelled(ctx.signal)
    countRender(ctx, result.durationMs, ctx.clock.now() - startedAt)
    const clip = path.join(workDir.path, 'clip.mp4')
    const poster = path.join(workDir.path, 'poster.jpg')
    const finished = { result, clipHash: await hashFile(clip), posterHash: await hashFile(poster) }
    await publishFiles([
      { from: poster, to: posterPath },
      { from: clip, to: outPath },
    ])
    await ctx.ports.artifacts.putJson(key, finished)
    return result
  } finally {
    await workDir.release()
  }
}

const countRender = ({ ports }: ServiceContext, mediaMs: number, workMs: number): void => {
  ports.metrics.observe('render_seconds', {}, workMs / 1_000)
  ports.metrics.observe('render_realtime_ratio', {}, mediaMs / Math.max(1, workMs))
}

const renderInto = async (ctx: ServiceContext, request: RenderRequest, workDir: string): Promise<RenderResult> => {
  const { plan, input } = request
  const durationMs = frameToMs(planFrameCount(plan), plan.fps)
  const job: JobSettings = { workDir, timeoutMs: timeoutMs(plan), signal: ctx.signal }
  const [signal, sound] = await whenAllEnd([sourceSignal(ctx, plan, input), mixSound(ctx, plan, input, job)])
  const silence: GainPlan = { gainDb: 0, ceilingDb: null, expectedLufs: null }
  const run = renderArgs(
    plan,
    { input, mix: sound?.mix ?? null, output: 'clip.mp4' },
    { signal, gain: sound?.gain ?? silence },
  )
  await layOutFiles(workDir, run, plan.captions?.fonts ?? [])
  const { log } = await ctx.ports.mediaTool.run({
    ...job,
    args: run.args,
    onProgress: ({ outMs, speed }) => ctx.onProgress({ share: Math.min(1, outMs / Math.max(1, durationMs)), speed }),
  })
  const clip = workFile(job, 'clip.mp4', 'mov')
  // Sound and picture of the finished file are looked at side by side: each uses one core.
  const noSound: Promise<SettledSound> = Promise.resolve({ loudness: null, gain: silence })
  const [{ loudness, gain }, look] = await whenAllEnd([
    sound === null ? noSound : settleEncodedSound(ctx, plan, clip, sound, job),
    lookAtClip(ctx, { plan, source: input, clip, poster: 'poster.jpg' }, job),
  ])
  const probe = await ctx.ports.mediaTool.probe(clip, { signal: ctx.signal })
  const checks = verifyOutput(plan, { probe, loudness, gain, ...look })
  const failed = checks.filter(isFatal)
  if (failed.length > 0)
    throw new DomainError(
      'output_mismatch',
      `The clip is not what was planned: ${failed.map((each) => `${each.name} is ${each.measured}, not ${each.expected}`).join('; ')}. Run again; if it stays, the source is at fault there.`,
      { details: { checks: failed, argv: run.args, log: log.slice(-4_000) } },
    )
  const { integratedLufs, truePeakDb, rangeLu } = loudness ?? { integratedLufs: null, truePeakDb: null, rangeLu: null }
  return {
    durationMs,
    loudness: { integratedLufs, truePeakDb, rangeLu, gainDb: gain.gainDb },
    verified: { ok: checks.every((check) => check.ok), checks },
    argv: run.args,
    log: log.slice(-8_000),
  }
}

/** Like `Promise.all`, but fails only when nothing is at work in the job's folder any more. */
const whenAllEnd = async <A, B>(work: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> => {
  await Promise.allSettled(work)
  return Promise.all(work)
}

const sourceSignal = async (ctx: ServiceContext, plan: RenderPlan, input: MediaInput): Promise<SourceSignal> => {
  const index = plan.source.video?.index
  if (index === undefined) return { matrix: null, isFullRange: false, isInterlaced: false }
  return readSourceSignal(await ctx.ports.mediaTool.probe(input, { signal: ctx.signal }), index)
}

/** A shared core at nice 19 renders HDR 4K about thirty times slower than it plays; a hang must still end. */
const timeoutMs = (plan: RenderPlan): number => 300_000 + 60 * editDurationMs(plan.edit)

const isStillThere = async (finished: Finished, { outPath, posterPath }: RenderRequest): Promise<boolean> =>
  (await hashIfThere(outPath)) === finished.clipHash && (await hashIfThere(posterPath)) === finished.posterHash

const hashIfThere = async (file: string): Promise<string | null> => {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return found === null ? null : hashFile(file)
}

const hashFile = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
