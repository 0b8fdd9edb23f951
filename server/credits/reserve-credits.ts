import type { Tx } from '@/server/db/client'
import { append, lockWorkspace, reserveKey } from './internal'

type Reservation = {
  readonly workspaceId: string
  readonly projectId: string
  readonly attempt: number
  readonly credits: number
  readonly title: string
}

/** Takes the credits of one attempt off the balance when its work is accepted. @throws insufficient_credits { needed, balance } */
export const reserveCredits = async (
  tx: Tx,
  { workspaceId, projectId, attempt, credits, title }: Reservation,
): Promise<{ balance: number }> => {
  const workspace = await lockWorkspace(tx, workspaceId)
  const { balanceAfter } = await append(tx, workspace, {
    kind: 'reserve',
    amount: -credits,
    key: reserveKey(projectId, attempt),
    projectId,
    note: `Reserved for “${title}”`,
  })
  return { balance: balanceAfter }
}
