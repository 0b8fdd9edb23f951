import { releaseCredits } from '@/server/credits'
import type { Tx } from '@/server/db/client'
import { type Failure, toJson } from '@/server/db/json'
import { moveProject } from './transition'

type Attempt = { readonly id: string; readonly workspaceId: string; readonly attempt: number }

/**
 * Ends an attempt without a result, in one transaction: status, stages, open renders, credits back. false when it had ended before.
 */
export const endAttempt = async (
  tx: Tx,
  { id, workspaceId, attempt }: Attempt,
  outcome:
    | { readonly status: 'failed'; readonly failure: Failure; readonly note: string }
    | { readonly status: 'cancelled'; readonly note: string },
  now: Date,
): Promise<boolean> => {
  await releaseCredits(tx, { workspaceId, projectId: id, attempt }, outcome.note)
  const isMoved = await moveProject(tx, { id, workspaceId, attempt }, outcome.status, {
    finishedAt: now,
    ...(outcome.status === 'failed' ? { failure: toJson(outcome.failure) } : {}),
  })
  if (!isMoved) return false
  await tx.projectStage.updateMany({
    where: { projectId: id, workspaceId, state: { in: ['pending', 'running'] } },
    data: { state: outcome.status === 'failed' ? 'failed' : 'skipped', endedAt: now },
  })
  await tx.render.updateMany({
    where: { workspaceId, state: { in: ['queued', 'rendering'] }, clip: { projectId: id, workspaceId } },
    data: { state: 'cancelled', finishedAt: now },
  })
  return true
}
