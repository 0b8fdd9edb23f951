import type { FramingInput } from '@/server/media/framing'
import type { EditList, Rational, Shot, SourceInfo, Track, VideoStream } from '@/server/media/types'

/** Observations for tests of framing, from a few numbers. */
export const videoOf = (widthPx: number, heightPx: number, fps: Rational = { num: 25, den: 1 }): VideoStream => ({
  index: 0,
  codec: 'h264',
  widthPx,
  heightPx,
  codedWidthPx: widthPx,
  codedHeightPx: heightPx,
  rotationDeg: 0,
  sar: { num: 1, den: 1 },
  fps,
  isVariableFrameRate: false,
  isHdr: false,
  transfer: null,
  pixelFormat: 'yuv420p',
})

/** A source of which only what a test names matters: no picture, no sound track. */
export const sourceOf = (known: Partial<SourceInfo>): SourceInfo => ({
  contentHash: '0'.repeat(64),
  demuxer: 'mov',
  sizeBytes: 1,
  durationMs: 0,
  video: null,
  audio: [],
  audioIndex: null,
  notes: [],
  ...known,
})

/** A source that is nothing but its sound; a name stands in for the content's hash. */
export const soundOnly = (name: string, durationMs: number): SourceInfo =>
  sourceOf({ contentHash: name, demuxer: 'wav', durationMs, audioIndex: 0 })

export type FacePath = {
  readonly id: string
  readonly startMs: number
  readonly endMs: number
  /** Centre of the face at the start and at the end, shares; it moves between them in a straight line. */
  readonly fromX: number
  readonly toX: number
  readonly y?: number
  readonly height?: number
}

const sampleMs = 200

export const trackOf = ({ id, startMs, endMs, fromX, toX, y = 0.2, height = 0.3 }: FacePath): Track => {
  const w = height * 0.42
  const samples = []
  for (let tMs = startMs; tMs < endMs; tMs += sampleMs) {
    const x = fromX + ((toX - fromX) * (tMs - startMs)) / (endMs - startMs) - w / 2
    samples.push({ tMs, x, y, w, h: height, score: 0.9, eyeY: null, lipGap: null })
  }
  return { id, person: id, samples }
}

export const editOf = (...ranges: readonly (readonly [number, number])[]): EditList => ({
  ranges: ranges.map(([startMs, endMs]) => ({ startMs, endMs })),
  removed: [],
})

export const shotsAt = (...edges: readonly number[]): Shot[] =>
  edges.slice(1).map((endMs, i) => ({ startMs: edges[i] ?? 0, endMs, transition: i === 0 ? 'start' : 'cut' }))

export const sceneOf = (scene: Partial<FramingInput>): FramingInput => ({
  video: videoOf(1920, 1080),
  aspect: '9:16',
  mode: 'auto',
  edit: editOf([0, 10_000]),
  shots: shotsAt(0, 10_000),
  tracks: [],
  speakers: [],
  motion: [],
  ...scene,
})
