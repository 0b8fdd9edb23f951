import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { holdForCutting, noSuchProject } from '@/server/cutting'
import { fromJson } from '@/server/db/json'
import { renderRequested } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import { clockTime } from '@/server/media/clock-time'
import type { ProjectSettings } from '@/server/projects'
import { cutClip, momentSelect } from './cut-clip'
import { readEvidence } from './read-evidence'
import { spendRender } from './request-render'
import type { createFromRangeSchema } from './schemas'

/**
 * A clip of a range that a person chose. Of a moment that was found and passed over it has what is known of that; of any other range, score
 * and boundary report come when it is rendered. The same range again is the same clip. @throws not_found, conflict, invalid_request, rate_limited, limit_exceeded
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
    const seen = await tx.moment.findFirst({ where: { projectId, workspaceId, startMs, endMs }, select: momentSelect })
    const known =
      seen === null
        ? { title: `Clip from ${clockTime(startMs)} to ${clockTime(endMs)}`, ...unseen }
        : readEvidence(seen)
    const cut = { projectId, workspaceId, startMs, endMs, ...known, ...(title === undefined ? {} : { title }) }
    return cutClip(tx, cut, { aspect, framing, captions })
  })
  await announce(ctx, projectId, render.isQueued ? [renderRequested(render)] : [])
  return { id }
}

const unseen = { hashtags: [], score: 0, features: [], boundary: {} }
