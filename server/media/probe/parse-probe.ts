import { z } from 'zod'
import type { AudioStream, Rational } from '../types'

/** The part of ffprobe's JSON that is used, read strictly: everything else in it is whatever the file's author wrote. */
export type ProbedFile = {
  readonly streamCount: number
  /** Seconds on the file's own clock at which players start to count; 0 where the format has no clock. */
  readonly startS: number
  /** What the headers claim; null where they are silent. */
  readonly claimedDurationS: number | null
  readonly videos: readonly ProbedVideo[]
  readonly audio: readonly AudioStream[]
}

export type ProbedVideo = {
  readonly index: number
  readonly codec: string
  readonly codedWidthPx: number
  readonly codedHeightPx: number
  readonly rotationDeg: 0 | 90 | 180 | 270
  readonly sar: Rational
  /** Best claim first. */
  readonly frameRates: readonly Rational[]
  readonly transfer: string | null
  readonly pixelFormat: string | null
  readonly isDefault: boolean
}

/** @throws ZodError when this is not ffprobe's output */
export const parseProbe = (json: unknown): ProbedFile => {
  const { streams, format } = probeSchema.parse(json)
  return {
    streamCount: streams.length,
    startS: seconds(format.start_time) ?? 0,
    claimedDurationS: seconds(format.duration),
    videos: streams.filter(isMovingPicture).map(toVideo),
    audio: streams.filter((stream) => stream.codec_type === 'audio' && (stream.channels ?? 0) > 0).map(toAudio),
  }
}

const count = z.number().int().nonnegative()

const streamSchema = z.object({
  index: count,
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: count.optional(),
  height: count.optional(),
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  color_transfer: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  channels: count.optional(),
  sample_rate: z.string().optional(),
  disposition: z.record(z.string(), z.number()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
})

const probeSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z.object({ start_time: z.string().optional(), duration: z.string().optional() }),
})

type Stream = z.infer<typeof streamSchema>

/** Cover art and chapter pictures are video streams to ffmpeg. */
const isMovingPicture = (stream: Stream): boolean =>
  stream.codec_type === 'video' &&
  stream.disposition?.attached_pic !== 1 &&
  stream.disposition?.timed_thumbnails !== 1 &&
  stream.disposition?.still_image !== 1

const toVideo = (stream: Stream): ProbedVideo => ({
  index: stream.index,
  codec: stream.codec_name ?? 'unknown',
  codedWidthPx: stream.width ?? 0,
  codedHeightPx: stream.height ?? 0,
  rotationDeg: rotationOf(stream),
  sar: sampleAspect(stream.sample_aspect_ratio),
  frameRates: [stream.r_frame_rate, stream.avg_frame_rate]
    .map((text) => rational(text, '/'))
    .filter((rate) => rate !== null),
  transfer: stream.color_transfer ?? null,
  pixelFormat: stream.pix_fmt ?? null,
  isDefault: stream.disposition?.default === 1,
})

const toAudio = (stream: Stream): AudioStream => ({
  index: stream.index,
  codec: stream.codec_name ?? 'unknown',
  channels: stream.channels ?? 0,
  sampleRateHz: Number(stream.sample_rate ?? 0) || 0,
  language: shortText(stream.tags?.language === 'und' ? undefined : stream.tags?.language),
  title: shortText(stream.tags?.title),
  isDefault: stream.disposition?.default === 1,
})

/** ffprobe gives the matrix's angle counter-clockwise; ours is the clockwise turn that sets the picture upright. */
const rotationOf = (stream: Stream): ProbedVideo['rotationDeg'] => {
  const angle = stream.side_data_list?.find((side) => side.rotation !== undefined)?.rotation ?? 0
  const quarterTurns = ((Math.round(-angle / 90) % 4) + 4) % 4
  return ([0, 90, 180, 270] as const)[quarterTurns] ?? 0
}

/** Pixels flatter or taller than this are a damaged header: the widest in use is 2 (anamorphic film). */
const maxPixelAspect = 4

const sampleAspect = (text: string | undefined): Rational => {
  const sar = rational(text, ':')
  const isUsable = sar !== null && sar.num <= sar.den * maxPixelAspect && sar.den <= sar.num * maxPixelAspect
  return isUsable ? sar : { num: 1, den: 1 }
}

/** "30000/1001" or "4:3"; null for "0/0", "0:1", "N/A". */
const rational = (text: string | undefined, separator: string): Rational | null => {
  const [num, den] = (text ?? '').split(separator).map(Number)
  return num !== undefined && den !== undefined && num > 0 && den > 0 ? { num, den } : null
}

const seconds = (text: string | undefined): number | null => {
  const value = Number.parseFloat(text ?? '')
  return Number.isFinite(value) ? value : null
}

/** Tags are the author's text: one short line of it, no control or direction characters. */
const shortText = (text: string | undefined): string | null => {
  const line = text
    ?.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 100)
  return line === undefined || line === '' ? null : line
}
