import type { WorkspaceContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import type { RenderState } from '@/server/db/generated/client'
import { type Failure, fromJson } from '@/server/db/json'
import { aspectIds, outputSize } from '@/server/media/aspect'
import { signMediaUrl } from '@/server/media-links'
import type { StoredFraming } from './clip-card'

export type StoredLoudness = {
  readonly integratedLufs: number | null
  readonly truePeakDb: number | null
  readonly gainDb: number
}
export type StoredChecks = {
  readonly ok: boolean
  readonly checks: readonly { name: string; expected: string; measured: string; ok: boolean }[]
}

export type RenderView = {
  readonly id: string
  readonly aspect: string
  readonly framing: string
  readonly captions: string
  readonly state: RenderState
  readonly share: number
  readonly failure: Failure | null
  readonly durationMs: number | null
  readonly sizeBytes: number | null
  readonly widthPx: number
  readonly heightPx: number
  readonly hasWatermark: boolean
  readonly videoUrl: string | null
  readonly posterUrl: string | null
  readonly srtUrl: string | null
  readonly vttUrl: string | null
  /** The video, to be saved under the clip's name. */
  readonly downloadUrl: string | null
  readonly framingReport: StoredFraming | null
  readonly loudness: StoredLoudness | null
  readonly verified: StoredChecks | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export const renderViewSelect = {
  id: true,
  aspect: true,
  framing: true,
  captions: true,
  state: true,
  share: true,
  failure: true,
  durationMs: true,
  sizeBytes: true,
  hasWatermark: true,
  videoKey: true,
  posterKey: true,
  srtKey: true,
  vttKey: true,
  framingReport: true,
  loudness: true,
  verified: true,
  createdAt: true,
  finishedAt: true,
} as const satisfies Prisma.RenderSelect

type RenderRow = Prisma.RenderGetPayload<{ select: typeof renderViewSelect }>

export const toRenderView = (ctx: WorkspaceContext, row: RenderRow, title: string): RenderView => {
  const aspect = aspectIds.find((id) => id === row.aspect) ?? '9:16'
  const sign = (key: string | null, download?: string) =>
    key === null ? null : signMediaUrl(ctx, key, download === undefined ? {} : { download })
  const name = fileName(title, row.aspect)
  return {
    id: row.id,
    aspect: row.aspect,
    framing: row.framing,
    captions: row.captions,
    state: row.state,
    share: row.share,
    failure: row.state === 'failed' && row.failure !== null ? fromJson<Failure>(row.failure) : null,
    durationMs: row.durationMs,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    ...outputSize[aspect],
    hasWatermark: row.hasWatermark,
    videoUrl: sign(row.videoKey),
    posterUrl: sign(row.posterKey),
    srtUrl: sign(row.srtKey, `${name}.srt`),
    vttUrl: sign(row.vttKey, `${name}.vtt`),
    downloadUrl: sign(row.videoKey, `${name}.mp4`),
    framingReport: row.framingReport === null ? null : fromJson<StoredFraming>(row.framingReport),
    loudness: row.loudness === null ? null : fromJson<StoredLoudness>(row.loudness),
    verified: row.verified === null ? null : fromJson<StoredChecks>(row.verified),
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  }
}

/** A name every file system takes: letters and digits of any script, "9x16" for the aspect. */
const fileName = (title: string, aspect: string): string => {
  const plain = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
  return `${plain || 'clip'}-${aspect.replace(':', 'x')}`
}
