import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { lockProject } from '@/server/cutting'
import { renderCancelled } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { requireFewEnough } from './cut-clip'
import { getClipRow, noSuchClip } from './internal'
import { cancelOpenRenders } from './render-state'
import type { renameClipSchema } from './schemas'

type Id = { readonly id: string }

/** @throws not_found */
export const renameClip = async (
  ctx: WorkspaceContext,
  { id, title }: z.output<typeof renameClipSchema>,
): Promise<void> => {
  const { projectId } = await getClipRow(ctx, id, { projectId: true })
  await ctx.db.clip.updateMany({ where: { id, workspaceId: ctx.workspaceId }, data: { title } })
  await announce(ctx, projectId)
}

/** Takes it out of sight at once; files go with the next purge. Renders under way are stopped. @throws not_found */
export const removeClip = async (ctx: WorkspaceContext, { id }: Id): Promise<void> => {
  const { projectId } = await getClipRow(ctx, id, { projectId: true })
  const now = new Date(ctx.clock.now())
  const open = await ctx.db.$transaction(async (tx) => {
    // Before its renders and itself, as where a clip is queued: neither waits for the other.
    await lockProject(tx, { id: projectId, workspaceId: ctx.workspaceId })
    const renders = await cancelOpenRenders(tx, { clipId: id, workspaceId: ctx.workspaceId }, now)
    await tx.clip.updateMany({ where: { id, workspaceId: ctx.workspaceId }, data: { deletedAt: now } })
    return renders
  })
  await announce(ctx, projectId, open.map(renderCancelled))
}

/** Undo, within `limits.undoMs`. @throws not_found, gone, limit_exceeded when others have taken its place among those cut by hand */
export const restoreClip = async (ctx: WorkspaceContext, { id }: Id): Promise<void> => {
  const { workspaceId } = ctx
  const clip = await ctx.db.clip.findFirst({
    where: { id, workspaceId, project: { deletedAt: null } },
    select: { projectId: true },
  })
  if (clip === null) throw noSuchClip()
  const { projectId } = clip
  const undoable = { OR: [{ deletedAt: null }, { deletedAt: { gt: new Date(ctx.clock.now() - limits.undoMs) } }] }
  await ctx.db.$transaction(async (tx) => {
    await lockProject(tx, { id: projectId, workspaceId })
    const { count } = await tx.clip.updateMany({ where: { id, workspaceId, ...undoable }, data: { deletedAt: null } })
    if (count === 0) throw new DomainError('gone', 'It was removed too long ago to bring it back.')
    await requireFewEnough(tx, { projectId, workspaceId })
  })
  await announce(ctx, projectId)
}
