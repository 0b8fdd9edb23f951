import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { plans } from '@/server/credits'
import { holdForCutting } from '@/server/cutting'
import { Prisma, type Tx } from '@/server/db/client'
import { renderCancelled, renderRequested } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import { spendRate } from '@/server/rate-limits'
import { requireClipRoom } from '@/server/uploads'
import { getClipRow, getRenderRow } from './internal'
import { mayRenderMove, moveRender } from './render-state'
import type { RenderChoice, renderIdSchema, requestRenderSchema } from './schemas'

/**
 * A file of the clip at another aspect, framing or caption style. The same choice again is the same render: one that is ready stays as
 * it is unless it carries a mark that the plan no longer asks for. @throws not_found, conflict, rate_limited, limit_exceeded
 */
export const requestRender = async (
  ctx: WorkspaceContext,
  { id, ...choice }: z.output<typeof requestRenderSchema>,
): Promise<{ renderId: string }> => {
  await spendRender(ctx)
  const clip = await getClipRow(ctx, id, {
    id: true,
    workspaceId: true,
    projectId: true,
    project: { select: { workspace: { select: { plan: true } } } },
  })
  const { hasWatermark } = plans[clip.project.workspace.plan]
  const render = await ctx.db.$transaction(async (tx) => {
    await holdForCutting(tx, clip)
    const queued = await queueRender(tx, clip, choice, { isStale: (row) => row.hasWatermark && !hasWatermark })
    if (queued.isQueued) await requireClipRoom(tx, clip)
    return queued
  })
  await announce(ctx, clip.projectId, render.isQueued ? [renderRequested(render)] : [])
  return { renderId: render.id }
}

/** Of the renders that a person may ask for in an hour, by whatever way: so many, or none. @throws rate_limited */
export const spendRender = (ctx: WorkspaceContext, count = 1): Promise<void> =>
  spendRate(
    ctx,
    { clipRender: ctx.user.id },
    (wait) => `You have asked for as many renders as may be for now. The next can begin in ${wait}.`,
    count,
  )

export type QueuedRender = {
  readonly id: string
  readonly workspaceId: string
  readonly attempt: number
  /** false: it was there, finished or under way. */
  readonly isQueued: boolean
}

/** One row per clip and choice; a row that failed or was cancelled is queued again. */
export const queueRender = async (
  tx: Tx,
  clip: { readonly id: string; readonly workspaceId: string },
  choice: RenderChoice,
  { isStale = () => false }: { readonly isStale?: (row: { readonly hasWatermark: boolean }) => boolean } = {},
): Promise<QueuedRender> => {
  const { workspaceId } = clip
  const { count } = await tx.render.createMany({
    data: { clipId: clip.id, workspaceId, ...choice },
    skipDuplicates: true,
  })
  const row = await tx.render.findUniqueOrThrow({
    where: { clipId_aspect_framing_captions: { clipId: clip.id, ...choice } },
    select: { id: true, attempt: true, state: true, hasWatermark: true },
  })
  const { id, attempt } = row
  if (count === 1 || row.state === 'queued') return { id, workspaceId, attempt, isQueued: true }
  const isAgain = row.state === 'failed' || row.state === 'cancelled' || (row.state === 'ready' && isStale(row))
  const isQueued = isAgain && (await queueAgain(tx, { id, workspaceId, attempt }))
  return { id, workspaceId, attempt: isQueued ? attempt + 1 : attempt, isQueued }
}

const queueAgain = (
  tx: Pick<Tx, 'render'>,
  { id, workspaceId, attempt }: { readonly id: string; readonly workspaceId: string; readonly attempt: number },
): Promise<boolean> =>
  moveRender(tx, { id, workspaceId, attempt }, 'queued', {
    attempt: attempt + 1,
    runId: null,
    restarts: 0,
    share: 0,
    failure: Prisma.DbNull,
    startedAt: null,
    finishedAt: null,
    heartbeatAt: null,
  })

type RenderId = z.output<typeof renderIdSchema>

const renderSelect = {
  id: true,
  workspaceId: true,
  attempt: true,
  state: true,
  clip: { select: { projectId: true } },
} as const

/** @throws not_found, conflict, rate_limited, limit_exceeded */
export const retryRender = async (ctx: WorkspaceContext, { renderId }: RenderId): Promise<void> => {
  await spendRender(ctx)
  const render = await getRenderRow(ctx, renderId, renderSelect)
  const { id, workspaceId, attempt } = render
  const { projectId } = render.clip
  await ctx.db.$transaction(async (tx) => {
    await holdForCutting(tx, { projectId, workspaceId })
    if (render.state === 'ready' || !mayRenderMove(render.state, 'queued') || !(await queueAgain(tx, render)))
      throw new DomainError(
        'conflict',
        'Only a render that failed or was cancelled can be tried again. Reload the page.',
      )
    await requireClipRoom(tx, render)
  })
  await announce(ctx, projectId, [renderRequested({ id, workspaceId, attempt: attempt + 1 })])
}

/** Stops it within two seconds. @throws not_found, conflict */
export const cancelRender = async (ctx: WorkspaceContext, { renderId }: RenderId): Promise<void> => {
  const render = await getRenderRow(ctx, renderId, renderSelect)
  const { id, workspaceId, attempt } = render
  const isCancelled = await moveRender(ctx.db, { id, workspaceId, attempt }, 'cancelled', {
    finishedAt: new Date(ctx.clock.now()),
  })
  if (!isCancelled) throw new DomainError('conflict', 'This render has already ended. Reload the page.')
  await announce(ctx, render.clip.projectId, [renderCancelled(render)])
}
