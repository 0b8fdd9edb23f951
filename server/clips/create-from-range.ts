import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { fromJson, toJson } from '@/server/db/json'
import { renderRequested } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import type { ProjectSettings } from '@/server/projects'
import { queueRender } from './request-render'
import type { createFromRangeSchema } from './schemas'

/** Behind every clip that was found. */
const manualPosition = 10_000

/**
 * A clip of a range that a person chose. Its words, score and boundary report come when it is rendered; the same range again is the same
 * clip. @throws not_found, conflict, invalid_request
 */
export const createFromRange = async (
  ctx: WorkspaceContext,
  { projectId, startMs, endMs, title }: z.output<typeof createFromRangeSchema>,
): Promise<{ id: string }> => {
  const { workspaceId } = ctx
  const project = await ctx.db.project.findFirst({
    where: { id: projectId, workspaceId, deletedAt: null },
    select: { reportKey: true, settings: true, source: { select: { durationMs: true } } },
  })
  if (project === null) throw new DomainError('not_found', 'There is no such project. It may have been removed.')
  if (project.reportKey === null || project.source === null)
    throw new DomainError('conflict', 'The video is still being looked at. Cut your own clips when that is done.')
  if (endMs > project.source.durationMs)
    throw new DomainError('invalid_request', 'The range ends after the video. Choose one inside it.')
  const { aspect, framing, captions } = fromJson<ProjectSettings>(project.settings)
  const { id, render } = await ctx.db.$transaction(async (tx) => {
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
    return { id: clip.id, render: await queueRender(tx, { id: clip.id, workspaceId }, { aspect, framing, captions }) }
  })
  await announce(ctx, projectId, render.isQueued ? [renderRequested(render)] : [])
  return { id }
}

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
