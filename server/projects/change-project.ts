import type { z } from 'zod'
import { announce } from '@/server/announce'
import { cancelOpenRenders } from '@/server/clips'
import type { WorkspaceContext } from '@/server/context'
import { findReservation, lockWorkspace } from '@/server/credits'
import { noSuchProject } from '@/server/cutting'
import { Prisma, type Tx } from '@/server/db/client'
import { queryRows } from '@/server/db/query-rows'
import { projectCancelled, projectStart, renderCancelled } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { cancelUpload } from '@/server/uploads'
import { acceptProject } from './accept-project'
import { endAttempt } from './end-attempt'
import { getProjectRow } from './internal'
import type { renameProjectSchema } from './schemas'
import { mayMove, moveProject } from './transition'

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

/** What the end of the work did. */
export type EndedWork = {
  /** Credits of this attempt that went back to the balance. */
  readonly returned: number
  /** Credits of this attempt that are used. */
  readonly used: number
  /** The upload it waited for was stopped with it; nothing of that video was kept. */
  readonly isUploadStopped: boolean
}

/**
 * Stops the work within two seconds; clips that are finished stay. Its credits go back, unless a clip was finished: then they are used. An
 * upload that only this project waited for is stopped too. @throws not_found, conflict
 */
export const cancelProject = async (ctx: WorkspaceContext, { id }: Id): Promise<EndedWork> => {
  const ended = await ctx.db.$transaction((tx) => cancelAttempt(tx, ctx, id))
  if (ended === null) throw new DomainError('conflict', 'There is no work under way to cancel. Reload the page.')
  return tellEnded(ctx, ended)
}

type EndedAttempt = {
  readonly id: string
  readonly workspaceId: string
  readonly attempt: number
  readonly uploadId: string | null
  readonly returned: number
  readonly used: number
}

/** Returns the attempt it ended; null when there was none. An attempt begins under the workspace's lock: none can in between. */
const cancelAttempt = async (tx: Tx, ctx: WorkspaceContext, id: string): Promise<EndedAttempt | null> => {
  const { workspaceId } = ctx
  await lockWorkspace(tx, workspaceId)
  const { title, ...project } = await getProjectRow({ workspaceId, db: tx }, id, {
    id: true,
    attempt: true,
    title: true,
    workspaceId: true,
    uploadId: true,
  })
  const outcome = { status: 'cancelled', note: `“${title}” was cancelled` } as const
  if (!(await endAttempt(tx, project, outcome, new Date(ctx.clock.now())))) return null
  const reservation = await findReservation(tx, { workspaceId, projectId: id, attempt: project.attempt })
  const returned = reservation.returned ?? 0
  return { ...project, returned, used: reservation.reserved - returned }
}

const tellEnded = async (
  ctx: WorkspaceContext,
  { id, workspaceId, attempt, uploadId, returned, used }: EndedAttempt,
): Promise<EndedWork> => {
  await announce(ctx, id, [projectCancelled({ id, workspaceId, attempt })])
  return { returned, used, isUploadStopped: await stopUpload(ctx, uploadId) }
}

/** Of a video that is all here already nothing is given up. */
const stopUpload = async (ctx: WorkspaceContext, id: string | null): Promise<boolean> => {
  if (id === null) return false
  const { workspaceId } = ctx
  const unwanted = await ctx.db.upload.findFirst({
    where: { id, workspaceId, state: 'receiving', projects: { none: { status: 'waiting' } } },
    select: { id: true },
  })
  if (unwanted === null) return false
  try {
    await cancelUpload(ctx, unwanted)
    return true
  } catch (error) {
    // The project is cancelled all the same; an upload to which nobody sends any more ends by itself.
    ctx.log.warn('upload not stopped', { uploadId: id, cause: String(error) })
    return false
  }
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

/**
 * Takes it out of sight at once; files go with the next purge. Work under way ends as by a cancel: what that did, else null. Renders of work
 * that was over are stopped too: who brings the project back can try them again. @throws not_found
 */
export const removeProject = async (ctx: WorkspaceContext, { id }: Id): Promise<EndedWork | null> => {
  const { workspaceId } = ctx
  const now = new Date(ctx.clock.now())
  const { ended, renders } = await ctx.db.$transaction(async (tx) => {
    const attempt = await cancelAttempt(tx, ctx, id)
    // The project's row before the renders', as everywhere.
    await tx.project.updateMany({ where: { id, workspaceId, deletedAt: null }, data: { deletedAt: now } })
    return { ended: attempt, renders: await cancelOpenRenders(tx, { projectId: id, workspaceId }, now) }
  })
  if (ended !== null) return tellEnded(ctx, ended)
  await announce(ctx, id, renders.map(renderCancelled))
  return null
}

/** Undo, within `limits.undoMs`. @throws not_found, gone */
export const restoreProject = async (ctx: WorkspaceContext, { id }: Id): Promise<void> => {
  const { count } = await ctx.db.project.updateMany({
    where: { id, workspaceId: ctx.workspaceId, deletedAt: { gt: new Date(ctx.clock.now() - limits.undoMs) } },
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
