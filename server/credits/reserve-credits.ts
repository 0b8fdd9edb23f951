import type { Tx } from '@/server/db/client'
import { type AttemptId, append, lockWorkspace, reserveKey, spentOn } from './internal'

type Reservation = {
  readonly workspaceId: string
  readonly projectId: string
  readonly attempt: AttemptId
  /** What the work costs, whole. */
  readonly credits: number
  readonly title: string
}

/**
 * Takes the credits of one attempt off the balance when its work is accepted: without what earlier attempts at the project have used,
 * so that nobody pays for the same minutes twice. @throws insufficient_credits { needed, balance }
 */
export const reserveCredits = async (
  tx: Tx,
  { workspaceId, projectId, attempt, credits, title }: Reservation,
): Promise<{ balance: number }> => {
  const workspace = await lockWorkspace(tx, workspaceId)
  const spent = await spentOn(tx, { workspaceId, projectId })
  const { balanceAfter } = await append(tx, workspace, {
    kind: 'reserve',
    amount: Math.min(0, spent - credits),
    key: reserveKey(projectId, attempt),
    projectId,
    note: spent > 0 ? `Started again: “${title}” was paid for before` : `Reserved for “${title}”`,
  })
  return { balance: balanceAfter }
}
