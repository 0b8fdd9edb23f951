import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { holdForCutting, noSuchProject } from '@/server/cutting'
import type { Tx } from '@/server/db/client'
import { fromJson } from '@/server/db/json'
import { renderRequested } from '@/server/durable-events'
import type { ProjectSettings } from '@/server/projects'
import { cutClip, momentSelect } from './cut-clip'
import { pickMore } from './pick-more'
import { readEvidence } from './read-evidence'
import { spendRender } from './request-render'
import type { findMoreSchema } from './schemas'

/**
 * Clips of the next best moments of a project, with what is known of them; none when nothing good enough is left that no clip shows yet.
 * @throws not_found, conflict, rate_limited, limit_exceeded
 */
export const findMore = async (
  ctx: WorkspaceContext,
  { projectId }: z.output<typeof findMoreSchema>,
): Promise<{ ids: readonly string[] }> => {
  const { workspaceId } = ctx
  const project = await ctx.db.project.findFirst({
    where: { id: projectId, workspaceId, deletedAt: null },
    select: { settings: true },
  })
  if (project === null) throw noSuchProject()
  const { aspect, framing, captions } = fromJson<ProjectSettings>(project.settings)
  const made = await ctx.db.$transaction(async (tx) => {
    await holdForCutting(tx, { projectId, workspaceId })
    const left = await leftOf(tx, { projectId, workspaceId })
    // Each of them is a render like any that is asked for. They are counted here, where nobody else can change how many they are.
    if (left.length > 0) await spendRender(ctx, left.length)
    const cuts: Awaited<ReturnType<typeof cutClip>>[] = []
    for (const moment of left)
      cuts.push(await cutClip(tx, { projectId, workspaceId, ...moment }, { aspect, framing, captions }))
    return cuts
  })
  const queued = made.flatMap(({ render }) => (render.isQueued ? [renderRequested(render)] : []))
  await announce(ctx, projectId, queued)
  return { ids: made.map(({ id }) => id) }
}

const leftOf = async (tx: Tx, place: { readonly projectId: string; readonly workspaceId: string }) => {
  const [refused, clips] = await Promise.all([
    tx.moment.findMany({
      where: { ...place, accepted: false },
      select: { startMs: true, endMs: true, ...momentSelect },
    }),
    tx.clip.findMany({ where: { ...place, deletedAt: null }, select: { startMs: true, endMs: true } }),
  ])
  return pickMore(refused.map(readEvidence), clips)
}
