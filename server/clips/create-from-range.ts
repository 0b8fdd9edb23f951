import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { holdForCutting, noSuchProject } from '@/server/cutting'
import type { Tx } from '@/server/db/client'
import { fromJson, toJson } from '@/server/db/json'
import { renderRequested } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import type { ProjectSettings } from '@/server/projects'
import { requireClipRoom } from '@/server/uploads'
import { queueRender, spendRender } from './request-render'
import type { createFromRangeSchema } from './schemas'

/** Behind every clip that was found. */
const manualPosition = 10_000

/**
 * A clip of a range that a person chose. Its words, score and boundary report come when it is rendered; the same range again is the same
 * clip. @throws not_found, conflict, invalid_request, rate_limited, limit_exceeded
 */
export const createFromRange = async (
  ctx: WorkspaceContext,
  { projectId, startMs, endMs, title }: z.output<typeof createFromRangeSchema>,
): Promise<{ id: string }> => {
  const { workspaceId } = ctx
  await spendRender(ctx)
  const project = await ctx.db.project.findFirst({
    where: { id: projectId, workspaceId, deletedAt: null },
    select: { settings: true, source: { select: { durationMs: true } } },
  })
  if (project === null) throw noSuchProject()
  if (project.source !== null && endMs > project.source.durationMs)
    throw new DomainError('invalid_request', 'The range ends after the video. Choose one inside it.')
  const { aspect, framing, captions } = fromJson<ProjectSettings>(project.settings)
  const { id, render } = await ctx.db.$transaction(async (tx) => {
    await holdForCutting(tx, { projectId, workspaceId })
    await tx.clip.createMany({
      skipDuplicates: true,
      data: {
        projectId,
        workspaceId,
        origin: 'manual',
        position: manualPosition,
        title: title ?? `Clip from ${clock(startMs)} to ${clock(endMs)}`,
        hashtags: [],
        score: 0,
        startMs,
        endMs,
        durationMs: endMs - startMs,
        ranges: [[startMs, endMs]],
        features: [],
        boundary: toJson({}),
      },
    })
    const clip = await tx.clip.update({
      where: { projectId_origin_startMs_endMs: { projectId, origin: 'manual', startMs, endMs } },
      data: { deletedAt: null },
      select: { id: true },
    })
    await requireFewEnough(tx, { projectId, workspaceId })
    const queued = await queueRender(tx, { id: clip.id, workspaceId }, { aspect, framing, captions })
    if (queued.isQueued) await requireClipRoom(tx, { workspaceId })
    return { id: clip.id, render: queued }
  })
  await announce(ctx, projectId, render.isQueued ? [renderRequested(render)] : [])
  return { id }
}

/** Asked with the new one among them and the project's row held: of two that come at once at the last place, one is told. */
const requireFewEnough = async (
  tx: Tx,
  { projectId, workspaceId }: { readonly projectId: string; readonly workspaceId: string },
): Promise<void> => {
  const cut = await tx.clip.count({ where: { projectId, workspaceId, origin: 'manual', deletedAt: null } })
  if (cut > limits.maxManualClips)
    throw new DomainError(
      'limit_exceeded',
      `A project has at most ${limits.maxManualClips} clips that were cut by hand, and this one has them. Remove some you no longer need.`,
      { details: { limit: limits.maxManualClips } },
    )
}

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
