import type { WorkspaceContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import type { RenderState } from '@/server/db/generated/client'
import { fromJson } from '@/server/db/json'
import type { BoundaryReport, FeatureScore, FramingReport } from '@/server/media/types'
import { signMediaUrl } from '@/server/media-links'

export type ClipCard = {
  readonly id: string
  readonly title: string
  readonly hashtags: readonly string[]
  readonly score: number
  readonly subScores: readonly Omit<FeatureScore, 'evidence'>[]
  readonly startMs: number
  readonly endMs: number
  readonly durationMs: number
  readonly origin: 'auto' | 'manual'
  readonly position: number
  /** Of its main render: the first that was asked for. */
  readonly state: RenderState
  readonly share: number
  readonly posterUrl: string | null
  readonly videoUrl: string | null
  readonly aspect: string
  /** Begins and ends cleanly; false with a warning in the boundary report. */
  readonly boundaryOk: boolean
  readonly framingOk: boolean
}

/** `framingReport` of a render's row. */
export type StoredFraming = {
  readonly mode: string
  readonly keyframes: readonly unknown[]
  readonly report: FramingReport
}

export const clipCardSelect = {
  id: true,
  title: true,
  hashtags: true,
  score: true,
  features: true,
  boundary: true,
  startMs: true,
  endMs: true,
  durationMs: true,
  origin: true,
  position: true,
  renders: {
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 1,
    select: { state: true, share: true, posterKey: true, videoKey: true, aspect: true, framingReport: true },
  },
} as const satisfies Prisma.ClipSelect

type ClipRow = Prisma.ClipGetPayload<{ select: typeof clipCardSelect }>

export const toClipCard = (ctx: WorkspaceContext, row: ClipRow): ClipCard => {
  const main = row.renders[0]
  const framing = main?.framingReport == null ? null : fromJson<StoredFraming>(main.framingReport)
  return {
    id: row.id,
    title: row.title,
    hashtags: row.hashtags,
    score: row.score,
    subScores: fromJson<FeatureScore[]>(row.features).map(({ evidence: _, ...score }) => score),
    startMs: row.startMs,
    endMs: row.endMs,
    durationMs: row.durationMs,
    origin: row.origin,
    position: row.position,
    state: main?.state ?? 'queued',
    share: main?.share ?? 0,
    posterUrl: main?.posterKey ? signMediaUrl(ctx, main.posterKey) : null,
    videoUrl: main?.videoKey ? signMediaUrl(ctx, main.videoKey) : null,
    aspect: main?.aspect ?? '9:16',
    boundaryOk: (fromJson<Partial<BoundaryReport>>(row.boundary).warnings ?? []).length === 0,
    framingOk: (framing?.report.warnings ?? []).length === 0,
  }
}
