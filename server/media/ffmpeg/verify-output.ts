import { z } from 'zod'
import { fpsValue, frameToSeconds } from '../time'
import type { GainPlan, Loudness } from './loudness'
import type { RenderPlan } from './render-plan'
import { planFrameCount } from './video-graph'

export type OutputCheck = {
  readonly name: string
  readonly expected: string
  readonly measured: string
  readonly ok: boolean
}

export type OutputFacts = {
  /** ffprobe's JSON of the finished file, untrusted. */
  readonly probe: unknown
  /** Of the finished file; null where the clip is silent. */
  readonly loudness: Loudness | null
  readonly gain: GainPlan
  /** The clip's first picture, and the same crop of the source's there: null where that was not looked at, or is no picture. */
  readonly firstPicture: PictureLevels
  readonly sourcePicture: PictureLevels | null
}

/** Of a grey picture in full range: black is 0. */
export type PictureLevels = { readonly mean: number; readonly deviation: number }

const stream = z.object({
  codec_type: z.string(),
  codec_name: z.string().optional(),
  profile: z.string().optional(),
  pix_fmt: z.string().optional(),
  color_space: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  sample_aspect_ratio: z.string().optional(),
  r_frame_rate: z.string().optional(),
  nb_frames: z.string().optional(),
  sample_rate: z.string().optional(),
  channels: z.number().optional(),
  start_time: z.string().optional(),
  duration: z.string().optional(),
})
const probed = z.object({ streams: z.array(stream) })

/** Players notice sound that is off by 20 ms against a clap; half of that is one AAC frame's rounding. */
const mostOffsetMs = 20
/** The promise is 0.5 LU. */
const loudnessToleranceLu = 0.5
/** Where the gain's cap keeps a clip far below the target there is only noise, and AAC may drop the top of it. */
const noiseToleranceLu = 3
/** No picture at all. A dark stage, a fade's first frames, a dark picture over its darkened self: all have more. */
const black: PictureLevels = { mean: 2, deviation: 1.5 }
/** What is left of a picture with this much, shown whole over its background (a third of it at 1, the rest at 0.6), is not black. */
const visible: PictureLevels = { mean: 8, deviation: 6 }

export const isBlack = ({ mean, deviation }: PictureLevels): boolean =>
  mean <= black.mean && deviation <= black.deviation

const isVisible = ({ mean, deviation }: PictureLevels): boolean =>
  mean >= visible.mean || deviation >= visible.deviation

/** What the finished file is, against what the plan promised. */
export const verifyOutput = (plan: RenderPlan, facts: OutputFacts): OutputCheck[] => {
  const streams = probed.safeParse(facts.probe).data?.streams ?? []
  const video = streams.find((each) => each.codec_type === 'video')
  const audio = streams.find((each) => each.codec_type === 'audio')
  const frames = planFrameCount(plan)
  const expectedMs = frameToSeconds(frames, plan.fps) * 1000
  const frameMs = 1000 / fpsValue(plan.fps)
  const videoStart = msOf(video?.start_time)
  const audioStart = msOf(audio?.start_time)
  const videoEnd = videoStart + msOf(video?.duration)
  const audioEnd = audioStart + msOf(audio?.duration)
  const same = (name: string, expected: string, measured: string | number | undefined): OutputCheck => ({
    name,
    expected,
    measured: String(measured ?? 'nothing'),
    ok: String(measured) === expected,
  })
  const near = (name: string, expected: number, measured: number, tolerance: number, unit: string): OutputCheck => ({
    name,
    expected: `${round(expected)} ${unit} (within ${round(tolerance)})`,
    measured: `${round(measured)} ${unit}`,
    ok: Math.abs(expected - measured) <= tolerance,
  })
  return [
    same('streams', 'audio+video', [...new Set(streams.map((each) => each.codec_type))].sort().join('+')),
    same('frames', String(frames), video?.nb_frames),
    near('duration', expectedMs, videoEnd - videoStart, frameMs, 'ms'),
    same('size', `${plan.size.widthPx}x${plan.size.heightPx}`, `${video?.width}x${video?.height}`),
    same('square pixels', '1:1', video?.sample_aspect_ratio),
    near('frame rate', fpsValue(plan.fps), rateOf(video?.r_frame_rate), 0.001, 'fps'),
    same('video codec', 'h264 High', `${video?.codec_name} ${video?.profile}`),
    same('pixel format', 'yuv420p bt709', `${video?.pix_fmt} ${video?.color_space}`),
    same('audio codec', 'aac LC', `${audio?.codec_name} ${audio?.profile}`),
    same('audio format', '48000 Hz, 2 channels', `${audio?.sample_rate} Hz, ${audio?.channels} channels`),
    near('audio starts with video', 0, audioStart - videoStart, mostOffsetMs, 'ms'),
    near('audio ends with video', 0, audioEnd - videoEnd, Math.max(mostOffsetMs, frameMs), 'ms'),
    firstFrameCheck(facts),
    ...loudnessChecks(plan, facts),
  ]
}

const firstFrameCheck = ({ firstPicture, sourcePicture }: OutputFacts): OutputCheck => {
  const mayBeBlack = sourcePicture !== null && !isVisible(sourcePicture)
  return {
    name: 'first frame',
    expected: mayBeBlack ? 'black or nearly, as in the source' : 'not black',
    measured: `mean luma ${round(firstPicture.mean)}, deviation ${round(firstPicture.deviation)}`,
    ok: mayBeBlack || !isBlack(firstPicture),
  }
}

const loudnessCheck = 'loudness'

/**
 * A file with the wrong frames is not the clip that was planned and is thrown away. One that is a little too quiet (sparse speech
 * over near silence, where the standard's gates jump) is kept, and the report says so.
 */
export const isFatal = (check: OutputCheck): boolean => !check.ok && check.name !== loudnessCheck

const loudnessChecks = (plan: RenderPlan, { loudness, gain }: OutputFacts): OutputCheck[] => {
  if (loudness === null || gain.expectedLufs === null) return []
  const measured = loudness.integratedLufs
  const peak = loudness.truePeakDb
  const isOnTarget = Math.abs(gain.expectedLufs - plan.loudness.integratedLufs) <= loudnessToleranceLu
  const tolerance = isOnTarget ? loudnessToleranceLu : noiseToleranceLu
  return [
    {
      name: loudnessCheck,
      expected: `${round(gain.expectedLufs)} LUFS (within ${tolerance})`,
      measured: measured === null ? 'silence' : `${round(measured)} LUFS`,
      ok: measured !== null && Math.abs(measured - gain.expectedLufs) <= tolerance,
    },
    {
      name: 'true peak',
      expected: `at most ${plan.loudness.truePeakDb} dBTP`,
      measured: peak === null ? 'none' : `${round(peak)} dBTP`,
      ok: peak === null || peak <= plan.loudness.truePeakDb,
    },
  ]
}

const msOf = (seconds: string | undefined): number => Number.parseFloat(seconds ?? '') * 1000
const rateOf = (text: string | undefined): number => {
  const [num, den] = (text ?? '').split('/').map(Number)
  return (num ?? Number.NaN) / (den ?? 1)
}
const round = (value: number): number => Math.round(value * 100) / 100
