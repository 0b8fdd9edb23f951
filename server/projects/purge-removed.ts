import { analysisKeys } from '@/server/analysis'
import { renderFileKeys } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { lockProject } from '@/server/cutting'
import type { Tx } from '@/server/db/client'
import { fromJson } from '@/server/db/json'
import { limits } from '@/server/media/limits'
import { lockSource, removeSource } from '@/server/uploads'
import { sampleKeys } from './sample'
import type { StoredSettings } from './schemas'

/** Some rest after the undo has ended, for clocks that differ and answers on their way. */
const purgeAfterMs = limits.undoMs + 20_000
const atOnce = 20
/** A pass in which so many could not be purged is at an end: it is the store that is away, and not one of them. */
const maxLeft = 200

const clipSelect = { id: true, renders: { select: { id: true } } } as const

/**
 * Deletes projects and clips that were removed, each by itself: one that can't be purged is said and left for the next pass, and the others
 * go. A source goes with the last project that was made of it.
 */
export const purgeRemoved = async (ctx: AppContext): Promise<{ projects: number; clips: number }> => {
  const before = new Date(ctx.clock.now() - purgeAfterMs)
  const next = (left: readonly string[]) => ({
    where: { deletedAt: { lt: before }, id: { notIn: [...left] } },
    orderBy: { deletedAt: 'asc' as const },
    take: atOnce,
  })
  const projects = await purgeEach(
    ctx,
    (left) =>
      ctx.db.project.findMany({
        ...next(left),
        select: { id: true, workspaceId: true, sourceId: true, settings: true, clips: { select: clipSelect } },
      }),
    (project) => purgeProject(ctx, project),
  )
  const clips = await purgeEach(
    ctx,
    (left) => ctx.db.clip.findMany({ ...next(left), select: { id: true, workspaceId: true, projectId: true } }),
    (clip) => purgeClip(ctx, clip, before),
  )
  return { projects, clips }
}

/** `find` is given what could not be purged in this pass. Returns how many could. */
const purgeEach = async <Item extends { readonly id: string }>(
  { log }: AppContext,
  find: (left: readonly string[]) => Promise<readonly Item[]>,
  purge: (item: Item) => Promise<void>,
): Promise<number> => {
  const left: string[] = []
  let purged = 0
  while (left.length < maxLeft) {
    const found = await find(left)
    if (found.length === 0) break
    for (const item of found)
      try {
        await purge(item)
        purged++
      } catch (error) {
        left.push(item.id)
        log.error('what was removed could not be purged', { id: item.id, cause: String(error) })
      }
  }
  return purged
}

/**
 * Its row goes with the project's row held: who cuts the same range again at this moment gets a new clip, whose files are its own. No store
 * is waited for meanwhile; files that a kill leaves behind belong to no row, and the nightly sweep takes them.
 */
const purgeClip = async (
  ctx: AppContext,
  { id, workspaceId, projectId }: { readonly id: string; readonly workspaceId: string; readonly projectId: string },
  before: Date,
): Promise<void> => {
  const clip = await ctx.db.$transaction(async (tx) => {
    await lockProject(tx, { id: projectId, workspaceId })
    const removed = { id, workspaceId, deletedAt: { lt: before } }
    const found = await tx.clip.findFirst({ where: removed, select: clipSelect })
    await tx.clip.deleteMany({ where: removed })
    return found
  })
  if (clip !== null) await deleteClipFiles(ctx, workspaceId, clip)
}

type ClipWithRenders = { readonly id: string; readonly renders: readonly { readonly id: string }[] }
type Purged = {
  readonly id: string
  readonly workspaceId: string
  readonly sourceId: string | null
  readonly settings: Parameters<typeof fromJson>[0]
  readonly clips: readonly ClipWithRenders[]
}

/** Files first: a purge that is interrupted finds the row again and ends what it began. */
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
