import type { MailClip } from '@/emails'
import type { AppContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import { signMailPicture } from '@/server/media-links'

/**
 * The best of some clips as letters show them: finished ones, by score, each with its still (its address good for weeks) and the reason it was
 * chosen for. `whose` names a workspace or a person: nothing here keeps to one by itself.
 */
export const listMailClips = async (
  ctx: Pick<AppContext, 'db' | 'config' | 'clock'>,
  whose: Prisma.ClipWhereInput,
  limit = 3,
): Promise<readonly MailClip[]> => {
  const rows = await ctx.db.clip.findMany({
    where: { AND: [whose, { deletedAt: null, renders: { some: { state: 'ready' } } }] },
    orderBy: [{ score: 'desc' }, { id: 'asc' }],
    take: limit,
    select: {
      id: true,
      workspaceId: true,
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
    where: { accepted: true, OR: rows.map(({ projectId, startMs, endMs }) => ({ projectId, startMs, endMs })) },
    select: { projectId: true, startMs: true, endMs: true, reason: true },
  })
  return rows.map(({ id, workspaceId, title, durationMs, score, renders, ...place }) => {
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
