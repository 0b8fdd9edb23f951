import { analysisKeys } from '@/server/analysis'
import { renderFileKeys } from '@/server/clips'
import type { AppContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { fromJson } from '@/server/db/json'
import { undoMs } from './change-project'
import { sampleKeys } from './sample'
import type { StoredSettings } from './schemas'

/** Some rest after the undo has ended, for clocks that differ and answers on their way. */
const purgeAfterMs = undoMs + 20_000
const atOnce = 20

/**
 * Deletes projects and clips that were removed, files first: a purge that is interrupted finds the row again and ends what it began. A
 * source goes with the last project that was made of it.
 */
export const purgeRemoved = async (ctx: AppContext): Promise<{ projects: number; clips: number }> => {
  const before = new Date(ctx.clock.now() - purgeAfterMs)
  const projects = await ctx.db.project.findMany({
    where: { deletedAt: { lt: before } },
    orderBy: { deletedAt: 'asc' },
    take: atOnce,
    select: {
      id: true,
      workspaceId: true,
      sourceId: true,
      settings: true,
      clips: { select: { id: true, renders: { select: { id: true } } } },
    },
  })
  for (const project of projects) await purgeProject(ctx, project)
  const clips = await ctx.db.clip.findMany({
    where: { deletedAt: { lt: before } },
    orderBy: { deletedAt: 'asc' },
    take: atOnce * 5,
    select: { id: true, workspaceId: true, renders: { select: { id: true } } },
  })
  for (const clip of clips) {
    await deleteClipFiles(ctx, clip.workspaceId, clip)
    await ctx.db.clip.deleteMany({ where: { id: clip.id, workspaceId: clip.workspaceId, deletedAt: { lt: before } } })
  }
  return { projects: projects.length, clips: clips.length }
}

type ClipWithRenders = { readonly id: string; readonly renders: readonly { readonly id: string }[] }
type Purged = {
  readonly id: string
  readonly workspaceId: string
  readonly sourceId: string | null
  readonly settings: Parameters<typeof fromJson>[0]
  readonly clips: readonly ClipWithRenders[]
}

const purgeProject = async (ctx: AppContext, { id, workspaceId, sourceId, settings, clips }: Purged): Promise<void> => {
  for (const clip of clips) await deleteClipFiles(ctx, workspaceId, clip)
  for (const key of Object.values(analysisKeys(workspaceId, id))) await ctx.ports.objects.delete(key)
  const { subtitles } = fromJson<StoredSettings>(settings)
  if (subtitles !== undefined && subtitles.key !== sampleKeys.subtitles) await ctx.ports.objects.delete(subtitles.key)
  await ctx.db.$transaction((tx) => deleteRows(ctx, tx, { id, workspaceId, sourceId }))
}

/**
 * The source's row is locked, so that a project that is being made of it right now keeps it. Its file goes before the transaction ends:
 * a kill in between brings the rows back, and the next purge ends the work.
 */
const deleteRows = async (
  ctx: AppContext,
  tx: Tx,
  { id, workspaceId, sourceId }: Pick<Purged, 'id' | 'workspaceId' | 'sourceId'>,
): Promise<void> => {
  if (sourceId !== null)
    await tx.$queryRaw`SELECT 1 FROM "Source" WHERE "id" = ${sourceId} AND "workspaceId" = ${workspaceId} FOR UPDATE`
  await tx.project.deleteMany({ where: { id, workspaceId, deletedAt: { not: null } } })
  if (sourceId === null) return
  const source = await tx.source.findFirst({
    where: { id: sourceId, workspaceId, projects: { none: {} } },
    select: { objectKey: true, thumbnailKey: true },
  })
  if (source === null) return
  await tx.upload.updateMany({ where: { sourceId, workspaceId }, data: { sourceId: null } })
  await tx.source.deleteMany({ where: { id: sourceId, workspaceId } })
  await ctx.ports.objects.delete(source.objectKey)
  if (source.thumbnailKey !== null) await ctx.ports.objects.delete(source.thumbnailKey)
}

const deleteClipFiles = async (ctx: AppContext, workspaceId: string, clip: ClipWithRenders): Promise<void> => {
  for (const render of clip.renders)
    for (const key of Object.values(renderFileKeys(workspaceId, clip.id, render.id)))
      await ctx.ports.objects.delete(key)
}
