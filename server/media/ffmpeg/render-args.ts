import { fpsValue, frameToSeconds } from '../time'
import type { MediaInput } from '../types'
import { listenedTo, mixGraph, mixRateHz } from './audio-graph'
import { backgroundGraph } from './background-graph'
import { guardedInput } from './guarded-input'
import { type GainPlan, gainFilters, measureFilter, measureLoudnessFilter } from './loudness'
import type { RenderPlan } from './render-plan'
import type { SourceSignal } from './source-signal'
import { planFrameCount, videoGraph, videoInputs } from './video-graph'

/** An ffmpeg call and the files, by generated names, that must lie in its working folder. */
export type PreparedRun = { readonly args: readonly string[]; readonly files: ReadonlyMap<string, string> }

export type RenderFiles = {
  readonly input: MediaInput
  /** The clip's sound as `mixArgs` wrote it; null for a silent source. */
  readonly mix: MediaInput | null
  /** Name inside the working folder. */
  readonly output: string
}

const captionFile = 'captions.ass'
export const fontFolder = 'fonts'

/** veryfast: 1.8 times quicker than fast for 6 % more bytes at crf 20, and platforms encode again anyway. */
const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-profile:v', 'high', '-pix_fmt', 'yuv420p']
const colour = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv']
const aac = ['-c:a', 'aac', '-b:a', '192k', '-ar', String(mixRateHz), '-ac', '2']
const container = ['-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart', '-f', 'mp4']

/** Bit rates that platforms take without complaint: 12 Mbit/s up to 30 frames per second, 18 above. */
const rateLimits = (fps: number): string[] => {
  const megabits = fps > 31 ? 18 : 12
  return ['-maxrate', `${megabits}M`, '-bufsize', `${2 * megabits}M`]
}

/** The one encode of a clip: cut, camera, captions and loudness in one graph. */
export const renderArgs = (
  plan: RenderPlan,
  files: RenderFiles,
  { signal, gain }: { readonly signal: SourceSignal; readonly gain: GainPlan },
  picture: readonly string[] = encoder,
): PreparedRun => {
  const { video } = plan.source
  const frames = planFrameCount(plan)
  const fps = `${plan.fps.num}/${plan.fps.den}`
  const inputs = video === null ? [] : videoInputs(plan)
  const graph = video === null ? backgroundGraph(plan, files.mix === null ? null : 0) : videoGraph(plan, video, signal)
  const mixIndex = inputs.length
  const samples = Math.round(frameToSeconds(frames, plan.fps) * mixRateHz)
  const sound =
    files.mix === null
      ? `anullsrc=r=${mixRateHz}:cl=stereo,atrim=end_sample=${samples}[sound]`
      : `${graph.mixLabel ?? `[${mixIndex}:a]`}${gainFilters(gain).join(',')},apad,atrim=end_sample=${samples}[sound]`
  const captions = plan.captions === null ? 'null' : `ass=${captionFile}:fontsdir=${fontFolder}`
  const chains = [...graph.chains, `[picture]${captions},format=yuv420p[clip]`, sound]
  const ownFiles = new Map(graph.files)
  if (plan.captions !== null) ownFiles.set(captionFile, plan.captions.ass)
  return {
    args: [
      ...inputs.flatMap(({ seek }) => guardedInput(files.input, ['-an', '-sn', '-dn', ...seek.args])),
      ...(files.mix === null ? [] : guardedInput(files.mix)),
      '-filter_complex',
      chains.join(';'),
      '-map',
      '[clip]',
      '-map',
      '[sound]',
      ...picture,
      ...colour,
      ...rateLimits(fpsValue(plan.fps)),
      '-g',
      String(Math.round(2 * fpsValue(plan.fps))),
      '-r',
      fps,
      '-fps_mode',
      'cfr',
      ...aac,
      ...container,
      files.output,
    ],
    files: ownFiles,
  }
}

/** Writes the clip's sound as 32-bit float and measures it on the way. null without sound. */
export const mixArgs = (plan: RenderPlan, input: MediaInput, output: string): PreparedRun | null => {
  const streams = listenedTo(plan.source)
  if (streams.length === 0) return null
  const { inputs, chains } = mixGraph(plan, streams)
  return {
    args: [
      ...inputs.flatMap(({ seekArgs }) => guardedInput(input, ['-vn', '-sn', '-dn', ...seekArgs])),
      '-filter_complex',
      `${chains.join(';')};[mix]${measureFilter}[measured]`,
      '-map',
      '[measured]',
      '-c:a',
      'pcm_f32le',
      '-ar',
      String(mixRateHz),
      '-f',
      'wav',
      output,
    ],
    files: new Map(),
  }
}

/** Measures the loudness that gain and limiter would give the mix, or, without a gain, loudness and peaks of a file as it is. */
export const measureArgs = (input: MediaInput, gain: GainPlan | null): string[] => [
  ...guardedInput(input, ['-vn', '-sn', '-dn']),
  '-map',
  '0:a:0',
  '-af',
  (gain === null ? [measureFilter] : [...gainFilters(gain), measureLoudnessFilter]).join(','),
  '-f',
  'null',
  '-',
]

/** New sound beside a picture that is kept bit for bit. */
export const soundArgs = (clip: MediaInput, mix: MediaInput, gain: GainPlan, output: string): string[] => [
  ...guardedInput(clip),
  ...guardedInput(mix),
  '-map',
  '0:v:0',
  '-map',
  '1:a:0',
  '-c:v',
  'copy',
  '-af',
  gainFilters(gain).join(','),
  ...aac,
  ...container,
  output,
]
