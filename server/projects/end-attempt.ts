import { cancelOpenRenders } from '@/server/clips'
import { lockWorkspace, releaseCredits, settleCredits } from '@/server/credits'
import type { Tx } from '@/server/db/client'
import { type Failure, toJson } from '@/server/db/json'
import { moveProject } from './transition'

type Attempt = { readonly id: string; readonly workspaceId: string; readonly attempt: number }
type Outcome =
  | { readonly status: 'failed'; readonly failure: Failure; readonly note: string }
  | { readonly status: 'cancelled'; readonly note: string }

/**
 * Ends an attempt before its time, in one transaction: status, credits, stages, open renders. false when it had ended before.
 */
export const endAttempt = async (
  tx: Tx,
  { id, workspaceId, attempt }: Attempt,
  outcome: Outcome,
  now: Date,
): Promise<boolean> => {
  await lockWorkspace(tx, workspaceId)
  const isMoved = await moveProject(tx, { id, workspaceId, attempt }, outcome.status, {
    finishedAt: now,
    ...(outcome.status === 'failed' ? { failure: toJson(outcome.failure) } : {}),
  })
  if (!isMoved) return false
  await closeCredits(tx, { id, workspaceId, attempt }, outcome)
  await tx.projectStage.updateMany({
    where: { projectId: id, workspaceId, state: { in: ['pending', 'running'] } },
    data: { state: outcome.status === 'failed' ? 'failed' : 'skipped', endedAt: now },
  })
  await cancelOpenRenders(tx, { projectId: id, workspaceId }, now)
  return true
}

/**
 * Who cancels after a clip was finished keeps it, and the video was worked through for it: the credits are used. A failure is ours and
 * gives everything back.
 */
const closeCredits = async (
  tx: Tx,
  { id, workspaceId, attempt }: Attempt,
  { status, note }: Outcome,
): Promise<void> => {
  const { deliveredIn, title, source } = await tx.project.findFirstOrThrow({
    where: { id, workspaceId },
    select: { deliveredIn: true, title: true, source: { select: { durationMs: true } } },
  })
  const key = { workspaceId, projectId: id, attempt }
  const { used } =
    status === 'cancelled' && deliveredIn === attempt
      ? await settleCredits(tx, key, { durationMs: source?.durationMs ?? 0, title })
      : await releaseCredits(tx, key, note)
  await tx.project.updateMany({ where: { id, workspaceId }, data: { creditsUsed: used > 0 ? used : null } })
}
