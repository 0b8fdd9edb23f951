import { readEvidence } from '@/server/clips'
import type { WorkspaceContext } from '@/server/context'
import type { BoundaryReport, FeatureScore } from '@/server/media/types'
import { getProjectRow } from './internal'

export type MomentView = {
  readonly id: string
  readonly startMs: number
  readonly endMs: number
  readonly score: number
  readonly accepted: boolean
  /** Why it was taken or refused, a plain sentence. */
  readonly reason: string
  readonly title: string
  readonly features: readonly FeatureScore[]
  readonly boundary: BoundaryReport
  /** The clip made of it, unless it was removed. */
  readonly clipId: string | null
}

/** Every candidate, accepted ones first, best first. @throws not_found */
export const listMoments = async (
  ctx: WorkspaceContext,
  { id }: { readonly id: string },
): Promise<readonly MomentView[]> => {
  await getProjectRow(ctx, id, { id: true })
  const [moments, clips] = await Promise.all([
    ctx.db.moment.findMany({
      where: { projectId: id, workspaceId: ctx.workspaceId },
      orderBy: { position: 'asc' },
      select: {
        id: true,
        startMs: true,
        endMs: true,
        score: true,
        accepted: true,
        reason: true,
        title: true,
        features: true,
        boundary: true,
      },
    }),
    ctx.db.clip.findMany({
      where: { projectId: id, workspaceId: ctx.workspaceId, origin: 'auto', deletedAt: null },
      select: { id: true, startMs: true, endMs: true },
    }),
  ])
  return moments.map((moment) => ({
    ...readEvidence(moment),
    clipId: moment.accepted
      ? (clips.find(({ startMs, endMs }) => startMs === moment.startMs && endMs === moment.endMs)?.id ?? null)
      : null,
  }))
}
