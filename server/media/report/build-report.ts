import { editDurationMs } from '../edl'
import type {
  Box,
  Candidate,
  CaptionDocument,
  Cue,
  EditList,
  EngineNote,
  FramingPlan,
  Shot,
  SourceInfo,
  SpeakerTurn,
  Track,
  Transcript,
} from '../types'
import type { Report } from './report-schema'

type Check = { readonly name: string; readonly expected: string; readonly measured: string; readonly ok: boolean }

export type PlannedClip = {
  readonly file: string
  readonly candidate: Candidate
  readonly edit: EditList
  readonly framing: FramingPlan
  readonly captions: CaptionDocument | null
  readonly subtitles: readonly Cue[]
  readonly rendered: {
    /** null when no file came of it. */
    readonly loudness: {
      readonly integratedLufs: number | null
      readonly truePeakDb: number | null
      readonly gainDb: number
    } | null
    readonly verified: { readonly ok: boolean; readonly checks: readonly Check[] }
  } | null
}

export type ReportInput = {
  readonly name: string
  readonly source: SourceInfo
  readonly engines: {
    readonly mediaTool: string
    readonly speech: EngineNote | null
    readonly voice: string | null
    readonly faces: string | null
    readonly reranker: string | null
  }
  readonly transcript: Pick<Transcript, 'language' | 'words'>
  readonly shots: readonly Shot[]
  readonly tracks: readonly Track[]
  readonly speakers: readonly SpeakerTurn[]
  readonly candidates: readonly Candidate[]
  readonly clips: readonly PlannedClip[]
  readonly timings: Readonly<Record<string, number>>
  readonly peakRssMb: number
}

/** Shares are written with four decimals: a fifth of a pixel at 1080p, and a third of the bytes. */
const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000

export const buildReport = (input: ReportInput): Report => ({
  version: 1,
  source: sourceOf(input),
  engines: { ...input.engines },
  transcript: {
    language: input.transcript.language,
    words: input.transcript.words.map((word) => ({ ...word, confidence: share(word.confidence) })),
  },
  shots: input.shots.map(({ startMs, endMs, transition }) => ({ startMs, endMs, transition })),
  tracks: input.tracks.map(({ id, person, samples }) => ({
    id,
    person,
    samples: samples.map(({ tMs, x, y, w, h, score }) => ({
      tMs,
      x: share(x),
      y: share(y),
      w: share(w),
      h: share(h),
      score: share(score),
    })),
  })),
  speakers: input.speakers.map(({ startMs, endMs, track }) => ({ startMs, endMs, track })),
  candidates: input.candidates.map(({ startMs, endMs, score, features, accepted, reason }) => ({
    startMs,
    endMs,
    score,
    features: features.map((feature) => ({ ...feature, evidence: feature.evidence.map((item) => ({ ...item })) })),
    accepted,
    reason,
  })),
  clips: input.clips.map(clipOf),
  timings: { ...input.timings },
  peakRssMb: input.peakRssMb,
})

const sourceOf = ({ name, source }: ReportInput): Report['source'] => ({
  name,
  contentHash: source.contentHash,
  container: source.demuxer,
  sizeBytes: source.sizeBytes,
  durationMs: source.durationMs,
  video: source.video && {
    codec: source.video.codec,
    widthPx: source.video.widthPx,
    heightPx: source.video.heightPx,
    rotationDeg: source.video.rotationDeg,
    fps: { ...source.video.fps },
    isVariableFrameRate: source.video.isVariableFrameRate,
    isHdr: source.video.isHdr,
  },
  audio: source.audio.map(({ codec, channels, sampleRateHz }, position) => ({
    codec,
    channels,
    sampleRateHz,
    isUsed: position === source.audioIndex || (source.mixedWith?.includes(position) ?? false),
  })),
  notes: [...source.notes],
})

const clipOf = ({ file, candidate, edit, framing, captions, rendered }: PlannedClip): Report['clips'][number] => ({
  file,
  ranges: edit.ranges.map(({ startMs, endMs }): [number, number] => [startMs, endMs]),
  durationMs: editDurationMs(edit),
  title: candidate.title,
  hashtags: [...candidate.hashtags],
  score: candidate.score,
  framing: {
    mode: framing.mode,
    keyframes: framing.keyframes.map((keyframe) => ({ ...keyframe })),
    report: { ...framing.report, warnings: [...framing.report.warnings] },
  },
  // Six decimals: a crop is placed to the pixel, and rounding must not move it.
  camera: framing.camera.map(({ tMs, x, y, w, h, cut }) => ({
    tMs,
    ...insideFrame({ x, y, w, h }),
    ...(cut ? { cut } : {}),
  })),
  captions: { style: captions?.style ?? 'none' },
  boundary: { ...candidate.boundary, warnings: [...candidate.boundary.warnings] },
  loudness: loudnessOf(rendered?.loudness ?? null),
  verified: rendered && { ok: rendered.verified.ok, checks: rendered.verified.checks.map((check) => ({ ...check })) },
})

type RenderedLoudness = NonNullable<PlannedClip['rendered']>['loudness']

const loudnessOf = (loudness: RenderedLoudness): Report['clips'][number]['loudness'] =>
  loudness && { integratedLufs: loudness.integratedLufs, truePeakDb: loudness.truePeakDb, gainDb: loudness.gainDb }

/** Rounding both ends could put the far edge a millionth outside. */
const insideFrame = ({ x, y, w, h }: Box): Box => ({
  x: fine(Math.min(x, 1 - fine(w))),
  y: fine(Math.min(y, 1 - fine(h))),
  w: fine(w),
  h: fine(h),
})

const fine = (value: number): number => Math.round(value * 1e6) / 1e6
