import { readTranscript } from '@/server/analysis'
import type { WorkspaceContext } from '@/server/context'
import { mayCut } from '@/server/cutting'
import { fromJson } from '@/server/db/json'
import { wordsInEdit } from '@/server/media/edl'
import type { BoundaryReport, FeatureScore, Word } from '@/server/media/types'
import { type ClipCard, clipCardSelect, toClipCard } from './clip-card'
import { getClipRow } from './internal'
import { type RenderView, renderViewSelect, toRenderView } from './render-view'

export type ClipView = ClipCard & {
  readonly project: {
    readonly id: string
    readonly title: string
    readonly durationMs: number
    /** BCP 47 tag of what was heard in it; null where that is not known. */
    readonly language: string | null
    /** Whether files of its clips can be made: not of work that was stopped. */
    readonly canCut: boolean
  }
  /** Source time kept, [start, end] each. */
  readonly ranges: readonly (readonly [startMs: number, endMs: number])[]
  readonly features: readonly FeatureScore[]
  /** null until a range by hand has been looked at. */
  readonly boundary: BoundaryReport | null
  /** What is said in it, in the clip's own time. */
  readonly words: readonly Word[]
  readonly renders: readonly RenderView[]
  readonly previousId: string | null
  readonly nextId: string | null
}

/** Everything a clip's page shows. @throws not_found */
export const getClip = async (ctx: WorkspaceContext, { id }: { readonly id: string }): Promise<ClipView> => {
  const row = await getClipRow(ctx, id, {
    ...clipCardSelect,
    projectId: true,
    ranges: true,
    project: {
      select: { title: true, status: true, language: true, reportKey: true, source: { select: { durationMs: true } } },
    },
  })
  const [renders, siblings, transcript] = await Promise.all([
    ctx.db.render.findMany({
      where: { clipId: id, workspaceId: ctx.workspaceId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: renderViewSelect,
    }),
    ctx.db.clip.findMany({
      where: { projectId: row.projectId, workspaceId: ctx.workspaceId, deletedAt: null },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      select: { id: true },
    }),
    readTranscript(ctx, ctx.workspaceId, row.projectId),
  ])
  const ranges = fromJson<[number, number][]>(row.ranges)
  const edit = { ranges: ranges.map(([startMs, endMs]) => ({ startMs, endMs })), removed: [] }
  const place = siblings.findIndex((each) => each.id === id)
  const boundary = fromJson<Partial<BoundaryReport>>(row.boundary)
  return {
    ...toClipCard(ctx, row),
    project: {
      id: row.projectId,
      title: row.project.title,
      durationMs: row.project.source?.durationMs ?? 0,
      language: row.project.language,
      canCut: mayCut(row.project),
    },
    ranges,
    features: fromJson<FeatureScore[]>(row.features),
    boundary: boundary.warnings === undefined ? null : fromJson<BoundaryReport>(row.boundary),
    words: wordsInEdit(transcript?.words ?? [], edit),
    renders: renders.map((render) => toRenderView(ctx, render, row.title)),
    previousId: siblings[place - 1]?.id ?? null,
    nextId: siblings[place + 1]?.id ?? null,
  }
}
