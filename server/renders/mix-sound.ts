import { rename } from 'node:fs/promises'
import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import {
  correctAim,
  correctGain,
  type EncodeAim,
  firstCeilingDb,
  type GainPlan,
  type Loudness,
  planGain,
  readLoudness,
} from '@/server/media/ffmpeg/loudness'
import { measureArgs, mixArgs, soundArgs } from '@/server/media/ffmpeg/render-args'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import type { LoudnessTarget } from '@/server/media/ffmpeg/social-loudness'
import type { MediaInput } from '@/server/media/types'
import type { MediaJob } from '@/server/ports/media-tool'

export type MixedSound = { readonly mix: MediaInput; readonly measured: Loudness; readonly gain: GainPlan }
/** `loudness` is the finished file's; null without sound. */
export type SettledSound = { readonly loudness: Loudness | null; readonly gain: GainPlan }
export type JobSettings = Pick<MediaJob, 'workDir' | 'timeoutMs' | 'signal'>

/** Each round measures what the limiter leaves; the error shrinks several-fold per round. */
const mostRounds = 4
/** How often the sound is encoded again; one time is nearly always enough. */
const mostEncodes = 3

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
  const gain = await settleGain(ctx, mix, planGain(measured, plan.loudness), plan.loudness, job)
  return { mix, measured, gain }
}

/** Raises the gain until what comes out of the limiter has the target's loudness, or the cap is reached. */
const settleGain = async (
  ctx: ServiceContext,
  mix: MediaInput,
  first: GainPlan,
  target: LoudnessTarget,
  job: JobSettings,
): Promise<GainPlan> => {
  if (first.ceilingDb === null) return first
  let gain = first
  for (let round = 0; round < mostRounds; round++) {
    const { log } = await ctx.ports.mediaTool.run({ ...job, args: measureArgs(mix, gain) })
    const measured = readLoudness(log)
    const next = correctGain(gain, measured, target)
    if (next === null) return { ...gain, expectedLufs: measured.integratedLufs }
    gain = next
  }
  return gain
}

/**
 * Measures the encoded sound; where AAC took it away from the promise, the sound alone is made again beside the same picture.
 * `expectedLufs` of the answer is the promise.
 */
export const settleEncodedSound = async (
  ctx: ServiceContext,
  plan: RenderPlan,
  clip: MediaInput,
  sound: MixedSound,
  job: JobSettings,
): Promise<SettledSound> => {
  let { gain } = sound
  let aim: EncodeAim = { offsetLu: 0, ceilingDb: firstCeilingDb(plan.loudness) }
  for (let round = 0; ; round++) {
    const { log } = await ctx.ports.mediaTool.run({ ...job, args: measureArgs(clip, null) })
    const loudness = readLoudness(log)
    const next = correctAim(aim, gain, loudness, plan.loudness)
    if (next === null || round === mostEncodes) {
      const expectedLufs = gain.expectedLufs === null ? null : gain.expectedLufs - aim.offsetLu
      return { loudness, gain: { ...gain, expectedLufs } }
    }
    aim = next
    const target = { ...plan.loudness, integratedLufs: plan.loudness.integratedLufs + aim.offsetLu }
    gain = await settleGain(ctx, sound.mix, planGain(sound.measured, target, aim.ceilingDb), target, job)
    await ctx.ports.mediaTool.run({ ...job, args: soundArgs(clip, sound.mix, gain, 'again.mp4') })
    await rename(path.join(job.workDir, 'again.mp4'), clip.path)
  }
}
