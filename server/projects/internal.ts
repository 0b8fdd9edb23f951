import type { WorkspaceContext } from '@/server/context'
import { noSuchProject } from '@/server/cutting'
import type { Prisma, Tx } from '@/server/db/client'

/** The project in this workspace, not removed. @throws not_found */
export const getProjectRow = async <S extends Prisma.ProjectSelect>(
  ctx: Pick<WorkspaceContext, 'workspaceId'> & { readonly db: Pick<Tx, 'project'> },
  id: string,
  select: S,
): Promise<Prisma.ProjectGetPayload<{ select: S }>> => {
  const row = await ctx.db.project.findFirst({ where: { id, workspaceId: ctx.workspaceId, deletedAt: null }, select })
  if (row === null) throw noSuchProject()
  return row as Prisma.ProjectGetPayload<{ select: S }>
}
