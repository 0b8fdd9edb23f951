import type { AppContext } from '@/server/context'

export type LatestProject = { readonly id: string; readonly title: string }

/** What a person worked on last, in a workspace they still belong to; null for somebody who brought nothing. */
export const findLatest = async (ctx: Pick<AppContext, 'db'>, userId: string): Promise<LatestProject | null> =>
  ctx.db.project.findFirst({
    where: { createdById: userId, deletedAt: null, workspace: { memberships: { some: { userId } } } },
    orderBy: { id: 'desc' },
    select: { id: true, title: true },
  })
