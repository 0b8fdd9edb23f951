import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { lockWorkspace } from '@/server/credits'
import { noSuchProject } from '@/server/cutting'
import { Prisma, type Tx } from '@/server/db/client'
import { queryRows } from '@/server/db/query-rows'
import { projectCancelled, projectStart } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { acceptProject } from './accept-project'
import { endAttempt } from './end-attempt'
import { getProjectRow } from './internal'
import type { renameProjectSchema } from './schemas'
import { mayMove, moveProject } from './transition'

/** For how long a removed project can be brought back. */
export const undoMs = limits.undoSeconds * 1_000

type Id = { readonly id: string }

/** @throws not_found */
export const renameProject = async (
  ctx: WorkspaceContext,
  { id, title }: z.output<typeof renameProjectSchema>,
): Promise<void> => {
  // What is written most often while somebody types.
  const renamed = await queryRows(
    ctx.db,
    Prisma.sql`
    UPDATE "Project" SET "title" = ${title}, "updatedAt" = ${new Date(ctx.clock.now())}
    WHERE "id" = ${id} AND "workspaceId" = ${ctx.workspaceId} AND "deletedAt" IS NULL RETURNING "id"`,
  )
  if (renamed.length === 0) throw noSuchProject()
  await announce(ctx, id)
}

/**
 * Stops the work within two seconds; clips that are finished stay. Its credits go back, unless a clip was finished: then they are used.
 * @throws not_found, conflict
 */
export const cancelProject = async (ctx: WorkspaceContext, { id }: Id): Promise<void> => {
  const cancelled = await ctx.db.$transaction((tx) => cancelAttempt(tx, ctx, id))
  if (cancelled === null) throw new DomainError('conflict', 'There is no work under way to cancel. Reload the page.')
  await announce(ctx, id, [projectCancelled(cancelled)])
}

/** Returns the attempt it ended; null when there was none. An attempt begins under the workspace's lock: none can in between. */
const cancelAttempt = async (
  tx: Tx,
  ctx: WorkspaceContext,
  id: string,
): Promise<{ id: string; workspaceId: string; attempt: number } | null> => {
  const { workspaceId } = ctx
  await lockWorkspace(tx, workspaceId)
  const project = await getProjectRow({ workspaceId, db: tx }, id, {
    id: true,
    attempt: true,
    title: true,
    workspaceId: true,
  })
  const outcome = { status: 'cancelled', note: `“${project.title}” was cancelled` } as const
  return (await endAttempt(tx, project, outcome, new Date(ctx.clock.now()))) ? project : null
}

/**
 * Begins again what failed or was cancelled. Stages that were finished are not repeated.
 * @throws not_found, conflict, insufficient_credits { needed, balance }
 */
export const retryProject = async (ctx: WorkspaceContext, { id }: Id): Promise<void> => {
  const project = await getProjectRow(ctx, id, {
    id: true,
    workspaceId: true,
    attempt: true,
    status: true,
    title: true,
    source: { select: { id: true, durationMs: true } },
    upload: { select: { state: true, source: { select: { id: true, durationMs: true } } } },
  })
  if (!mayMove(project.status, 'queued') || project.status === 'waiting')
    throw new DomainError('conflict', 'Only work that failed or was cancelled can be tried again. Reload the page.')
  const source = project.source ?? project.upload?.source ?? null
  if (source !== null) {
    const now = new Date(ctx.clock.now())
    const accepted = await ctx.db.$transaction((tx) => acceptProject(tx, { ...project, source, now }))
    return announce(ctx, id, [projectStart(accepted)])
  }
  const isOnItsWay = project.upload?.state === 'receiving' || project.upload?.state === 'checking'
  if (!isOnItsWay) throw new DomainError('conflict', 'The video never arrived whole. Bring it again as a new project.')
  await moveProject(ctx.db, { id, workspaceId: ctx.workspaceId, deletedAt: null }, 'waiting', {
    failure: Prisma.DbNull,
    finishedAt: null,
  })
  await announce(ctx, id)
}

/** Takes it out of sight at once; files go with the next purge. Work under way is cancelled. @throws not_found */
export const removeProject = async (ctx: WorkspaceContext, { id }: Id): Promise<void> => {
  const cancelled = await ctx.db.$transaction(async (tx) => {
    const ended = await cancelAttempt(tx, ctx, id)
    await tx.project.updateMany({
      where: { id, workspaceId: ctx.workspaceId, deletedAt: null },
      data: { deletedAt: new Date(ctx.clock.now()) },
    })
    return ended
  })
  await announce(ctx, id, cancelled === null ? [] : [projectCancelled(cancelled)])
}

/** Undo, within `undoMs`. @throws not_found, gone */
export const restoreProject = async (ctx: WorkspaceContext, { id }: Id): Promise<void> => {
  const { count } = await ctx.db.project.updateMany({
    where: { id, workspaceId: ctx.workspaceId, deletedAt: { gt: new Date(ctx.clock.now() - undoMs) } },
    data: { deletedAt: null },
  })
  if (count === 1) return announce(ctx, id)
  const removed = await ctx.db.project.findFirst({
    where: { id, workspaceId: ctx.workspaceId },
    select: { deletedAt: true },
  })
  if (removed === null) throw noSuchProject()
  if (removed.deletedAt !== null) throw new DomainError('gone', 'It was removed too long ago to bring it back.')
}
