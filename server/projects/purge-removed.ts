import { analysisKeys } from '@/server/analysis'
import { renderFileKeys } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { lockProject } from '@/server/cutting'
import type { Tx } from '@/server/db/client'
import { fromJson } from '@/server/db/json'
import { lockSource, removeSource } from '@/server/uploads'
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
    select: { id: true, workspaceId: true, projectId: true },
  })
  for (const clip of clips) await purgeClip(ctx, clip, before)
  return { projects: projects.length, clips: clips.length }
}

/** With the project's row held: who cuts the same range again at this moment gets the clip with its files, or a new one. */
const purgeClip = (
  ctx: AppContext,
  { id, workspaceId, projectId }: { readonly id: string; readonly workspaceId: string; readonly projectId: string },
  before: Date,
): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    await lockProject(tx, { id: projectId, workspaceId })
    const removed = { id, workspaceId, deletedAt: { lt: before } }
    const clip = await tx.clip.findFirst({
      where: removed,
      select: { id: true, renders: { select: { id: true } } },
    })
    if (clip === null) return
    await deleteClipFiles(ctx, workspaceId, clip)
    await tx.clip.deleteMany({ where: removed })
  })

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

/** The source's row is locked before its last project goes: nobody finds it unused that is not to delete it. */
const deleteRows = async (
  ctx: AppContext,
  tx: Tx,
  { id, workspaceId, sourceId }: Pick<Purged, 'id' | 'workspaceId' | 'sourceId'>,
): Promise<void> => {
  const source = sourceId === null ? null : { id: sourceId, workspaceId }
  if (source !== null) await lockSource(tx, source)
  await tx.project.deleteMany({ where: { id, workspaceId, deletedAt: { not: null } } })
  if (source !== null) await removeSource(ctx, tx, source)
}

const deleteClipFiles = async (ctx: AppContext, workspaceId: string, clip: ClipWithRenders): Promise<void> => {
  for (const render of clip.renders)
    for (const key of Object.values(renderFileKeys(workspaceId, clip.id, render.id)))
      await ctx.ports.objects.delete(key)
}
