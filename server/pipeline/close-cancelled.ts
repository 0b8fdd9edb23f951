import type { AppContext } from '@/server/context'
import { type Closing, closeProject } from './close-project'
import { notifyOwner } from './notify-owner'
import type { RenderRun } from './work-context'

/** Somebody has cancelled a render, or removed its clip: with the last one that was open the project ends. Safe to repeat. */
export const closeCancelled = async (
  ctx: AppContext,
  { renderId, workspaceId }: Pick<RenderRun, 'renderId' | 'workspaceId'>,
): Promise<Closing> => {
  const render = await ctx.db.render.findFirst({
    where: { id: renderId, workspaceId },
    select: { clip: { select: { projectId: true } } },
  })
  if (render === null) return 'over'
  const place = { projectId: render.clip.projectId, workspaceId }
  const closing = await closeProject(ctx, place)
  // Who dies before this leaves it to the sweep.
  if (closing === 'ready' || closing === 'failed') await notifyOwner(ctx, place)
  return closing
}
