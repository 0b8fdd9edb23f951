import type { WorkspaceContext } from '@/server/context'
import type { Prisma, Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'

type Scope = Pick<WorkspaceContext, 'workspaceId'> & { readonly db: Pick<Tx, 'clip' | 'render'> }

export const noSuchClip = (): DomainError =>
  new DomainError('not_found', 'There is no such clip. It may have been removed.')

/** The clip in this workspace, neither it nor its project removed. @throws not_found */
export const getClipRow = async <S extends Prisma.ClipSelect>(
  ctx: Scope,
  id: string,
  select: S,
): Promise<Prisma.ClipGetPayload<{ select: S }>> => {
  const row = await ctx.db.clip.findFirst({
    where: { id, workspaceId: ctx.workspaceId, deletedAt: null, project: { deletedAt: null } },
    select,
  })
  if (row === null) throw noSuchClip()
  return row as Prisma.ClipGetPayload<{ select: S }>
}

/** The render in this workspace, of a clip that is there. @throws not_found */
export const getRenderRow = async <S extends Prisma.RenderSelect>(
  ctx: Scope,
  id: string,
  select: S,
): Promise<Prisma.RenderGetPayload<{ select: S }>> => {
  const row = await ctx.db.render.findFirst({
    where: { id, workspaceId: ctx.workspaceId, clip: { deletedAt: null, project: { deletedAt: null } } },
    select,
  })
  if (row === null) throw new DomainError('not_found', 'There is no such file of a clip. It may have been removed.')
  return row as Prisma.RenderGetPayload<{ select: S }>
}
