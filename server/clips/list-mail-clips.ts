import type { MailClip } from '@/emails'
import type { AppContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import { signMailPicture } from '@/server/media-links'

type Wanted = {
  readonly workspaceId: string
  /** Which of the workspace's clips; all of them without it. */
  readonly where?: Prisma.ClipWhereInput
  readonly limit?: number
}

/** A workspace's best clips as letters show them: finished ones, by score, each with its still and the reason it was chosen for. */
export const listMailClips = async (
  ctx: AppContext,
  { workspaceId, where = {}, limit = 3 }: Wanted,
): Promise<readonly MailClip[]> => {
  const rows = await ctx.db.clip.findMany({
    where: { AND: [where, { workspaceId, deletedAt: null, renders: { some: { state: 'ready' } } }] },
    orderBy: [{ score: 'desc' }, { id: 'asc' }],
    take: limit,
    select: {
      id: true,
      projectId: true,
      title: true,
      durationMs: true,
      score: true,
      startMs: true,
      endMs: true,
      renders: {
        where: { state: 'ready', posterKey: { not: null } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: 1,
        select: { posterKey: true },
      },
    },
  })
  const moments = await ctx.db.moment.findMany({
    where: { workspaceId, accepted: true, projectId: { in: rows.map(({ projectId }) => projectId) } },
    select: { projectId: true, startMs: true, endMs: true, reason: true },
  })
  return rows.map(({ id, title, durationMs, score, renders, ...place }) => {
    const posterKey = renders[0]?.posterKey ?? null
    const moment = moments.find(
      (each) => each.projectId === place.projectId && each.startMs === place.startMs && each.endMs === place.endMs,
    )
    return {
      title,
      url: `${ctx.config.appUrl}/clips/${id}`,
      thumbnailUrl: posterKey === null ? null : signMailPicture({ ...ctx, workspaceId }, posterKey),
      durationMs,
      score: Math.round(score),
      reason: moment?.reason ?? '',
    }
  })
}
