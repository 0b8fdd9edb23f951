import { z } from 'zod'
import { aspectIds, outputSize } from '../aspect'
import { clipFps, soundOnlyFps } from '../edl'
import type { AspectId, CaptionDocument, EditList, FramingPlan, Rational, SourceInfo } from '../types'
import { type LoudnessTarget, socialLoudness } from './social-loudness'

/**
 * Everything a clip's bytes depend on, as plain data that can be stored, hashed and made again. `framing` is null for a
 * source without a picture, which gets a drawn background.
 */
export type RenderPlan = {
  readonly version: 1
  readonly source: SourceInfo
  readonly aspect: AspectId
  readonly size: { readonly widthPx: number; readonly heightPx: number }
  /** The grid that edit and output share, see `clipFps`. */
  readonly fps: Rational
  readonly edit: EditList
  readonly framing: FramingPlan | null
  readonly captions: CaptionDocument | null
  readonly loudness: LoudnessTarget
  readonly title: string
}

export type RenderPlanInput = Pick<RenderPlan, 'source' | 'aspect' | 'edit' | 'framing' | 'captions' | 'title'>

export const createRenderPlan = (input: RenderPlanInput): RenderPlan => ({
  version: 1,
  source: input.source,
  aspect: input.aspect,
  size: outputSize[input.aspect],
  fps: clipFps(input.source.video?.fps ?? soundOnlyFps),
  edit: input.edit,
  framing: input.source.video === null ? null : input.framing,
  captions: input.captions,
  loudness: socialLoudness,
  title: input.title,
})

const ms = z.int().min(0)
const range = z.object({ startMs: ms, endMs: ms })
const rational = z.object({ num: z.int().positive(), den: z.int().positive() })
const share = z.number().min(0).max(1)
const box = z.object({ x: share, y: share, w: share, h: share })
const evenPx = z.int().min(2).max(7680).multipleOf(2)

const videoStream = z.object({
  index: z.int().min(0),
  codec: z.string(),
  widthPx: z.int().min(2),
  heightPx: z.int().min(2),
  codedWidthPx: z.int().min(1),
  codedHeightPx: z.int().min(1),
  rotationDeg: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  sar: rational,
  fps: rational,
  isVariableFrameRate: z.boolean(),
  lastFrameMs: ms.exactOptional(),
  isHdr: z.boolean(),
  transfer: z.string().nullable(),
  pixelFormat: z.string(),
})

const audioStream = z.object({
  index: z.int().min(0),
  codec: z.string(),
  channels: z.int().min(1),
  sampleRateHz: z.int().min(1),
  language: z.string().nullable(),
  title: z.string().nullable(),
  isDefault: z.boolean(),
})

const source = z.object({
  contentHash: z.string(),
  demuxer: z.enum(['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'flv', 'asf', 'ogg', 'wav', 'mp3', 'flac', 'aac']),
  sizeBytes: z.number().min(0),
  durationMs: ms,
  video: videoStream.nullable(),
  audio: z.array(audioStream),
  audioIndex: z.int().min(0).nullable(),
  mixedWith: z.array(z.int().min(0)).exactOptional(),
  notes: z.array(z.string()),
})

const framing = z.object({
  version: z.literal(1),
  aspect: z.enum(aspectIds),
  mode: z.enum(['focus', 'fit', 'mixed']),
  keyframes: z.array(
    z.object({
      tMs: ms,
      mode: z.enum(['focus', 'fit']),
      reason: z.string(),
      confidence: share,
      origin: z.enum(['auto', 'manual']),
    }),
  ),
  camera: z.array(box.extend({ tMs: ms, cut: z.literal(true).exactOptional() })),
  report: z.object({
    speakerInFrame: share.nullable(),
    faceCutByEdge: share.nullable(),
    faceFullyInside: share.nullable(),
    framesWithoutSubject: z.number().min(0),
    layoutChangesPerMinute: z.number().min(0),
    maxSpeed: z.number().min(0),
    maxAcceleration: z.number().min(0),
    upscaling: z.number().min(0),
    warnings: z.array(z.string()),
  }),
})

const captions = z.object({
  style: z.string(),
  cues: z.array(
    range.extend({
      lines: z.array(z.array(range.extend({ text: z.string(), speaker: z.string().exactOptional() }))),
    }),
  ),
  ass: z.string(),
  fonts: z.array(z.string()),
})

/** For plans that come back from storage. */
export const renderPlanSchema: z.ZodType<RenderPlan> = z.object({
  version: z.literal(1),
  source,
  aspect: z.enum(aspectIds),
  size: z.object({ widthPx: evenPx, heightPx: evenPx }),
  fps: rational,
  edit: z.object({
    ranges: z.array(range).min(1),
    removed: z.array(range.extend({ kind: z.enum(['silence', 'filler']), text: z.string() })),
  }),
  framing: framing.nullable(),
  captions: captions.nullable(),
  loudness: z.object({ integratedLufs: z.number(), truePeakDb: z.number() }),
  title: z.string(),
})
