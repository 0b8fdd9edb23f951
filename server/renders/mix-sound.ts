import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { correctGain, type GainPlan, type Loudness, planGain, readLoudness } from '@/server/media/ffmpeg/loudness'
import { measureArgs, mixArgs } from '@/server/media/ffmpeg/render-args'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import type { MediaInput } from '@/server/media/types'
import type { MediaJob } from '@/server/ports/media-tool'

export type MixedSound = { readonly mix: MediaInput; readonly measured: Loudness; readonly gain: GainPlan }
export type JobSettings = Pick<MediaJob, 'workDir' | 'timeoutMs' | 'signal'>

/** Each round measures what the limiter leaves; the error shrinks several-fold per round. */
const mostRounds = 4

/** The clip's sound as a file, and the gain that brings it to the target; null for a source without sound. */
export const mixSound = async (
  ctx: ServiceContext,
  plan: RenderPlan,
  input: MediaInput,
  job: JobSettings,
): Promise<MixedSound | null> => {
  const run = mixArgs(plan, input, 'mix.wav')
  if (run === null) return null
  const { log } = await ctx.ports.mediaTool.run({ ...job, args: run.args })
  const mix: MediaInput = { path: path.join(job.workDir, 'mix.wav'), demuxer: 'wav' }
  const measured = readLoudness(log)
  const gain = await settleGain(ctx, mix, planGain(measured, plan.loudness), plan, job)
  return { mix, measured, gain }
}

/** Raises the gain until what comes out of the limiter has the target's loudness, or the cap is reached. */
export const settleGain = async (
  ctx: ServiceContext,
  mix: MediaInput,
  first: GainPlan,
  plan: RenderPlan,
  job: JobSettings,
): Promise<GainPlan> => {
  if (first.ceilingDb === null) return first
  let gain = first
  for (let round = 0; round < mostRounds; round++) {
    const { log } = await ctx.ports.mediaTool.run({ ...job, args: measureArgs(mix, gain) })
    const measured = readLoudness(log)
    const next = correctGain(gain, measured, plan.loudness)
    if (next === null) return { ...gain, expectedLufs: measured.integratedLufs }
    gain = next
  }
  return gain
}
