import { payForCutting } from '@/server/cutting'
import type { Prisma, Tx } from '@/server/db/client'
import { toJson } from '@/server/db/json'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { requireClipRoom } from '@/server/uploads'
import { type QueuedRender, queueRender } from './request-render'
import type { RenderChoice } from './schemas'

/** Behind every clip that was chosen when the video was looked at. */
const manualPosition = 10_000

/** What is known of a moment. */
export const momentSelect = {
  title: true,
  hashtags: true,
  score: true,
  features: true,
  boundary: true,
} as const satisfies Prisma.MomentSelect

type Cut = {
  readonly projectId: string
  readonly workspaceId: string
  readonly startMs: number
  readonly endMs: number
  readonly title: string
  readonly hashtags: readonly string[]
  readonly score: number
  readonly features: object
  readonly boundary: object
}

/** A clip beyond those of the first choice, and its render; the project is held. @throws limit_exceeded, insufficient_credits */
export const cutClip = async (
  tx: Tx,
  { hashtags, features, boundary, ...cut }: Cut,
  choice: RenderChoice,
): Promise<{ readonly id: string; readonly render: QueuedRender }> => {
  const { projectId, workspaceId, startMs, endMs } = cut
  await payForCutting(tx, { projectId, workspaceId })
  await tx.clip.createMany({
    skipDuplicates: true,
    data: {
      ...cut,
      origin: 'manual',
      position: manualPosition,
      hashtags: [...hashtags],
      durationMs: endMs - startMs,
      ranges: [[startMs, endMs]],
      features: toJson(features),
      boundary: toJson(boundary),
    },
  })
  const clip = await tx.clip.update({
    where: { projectId_origin_startMs_endMs: { projectId, origin: 'manual', startMs, endMs } },
    data: { deletedAt: null },
    select: { id: true },
  })
  await requireFewEnough(tx, { projectId, workspaceId })
  const render = await queueRender(tx, { id: clip.id, workspaceId }, choice)
  if (render.isQueued) await requireClipRoom(tx, { workspaceId })
  return { id: clip.id, render }
}

/**
 * Asked with the new one among them and the project's row held: of two that come at once at the last place, one is told.
 * @throws limit_exceeded
 */
export const requireFewEnough = async (
  tx: Tx,
  { projectId, workspaceId }: { readonly projectId: string; readonly workspaceId: string },
): Promise<void> => {
  const cut = await tx.clip.count({ where: { projectId, workspaceId, origin: 'manual', deletedAt: null } })
  if (cut > limits.maxManualClips)
    throw new DomainError(
      'limit_exceeded',
      `A project has at most ${limits.maxManualClips} clips besides those that were chosen first, and this one has them. Remove some you no longer need.`,
      { details: { limit: limits.maxManualClips } },
    )
}
