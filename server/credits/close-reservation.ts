import type { Tx } from '@/server/db/client'
import { append, closeKey, lockWorkspace, reserveKey } from './internal'
import { settlement } from './rules'

type Attempt = { readonly workspaceId: string; readonly projectId: string; readonly attempt: number }

/** Keeps what the work took and gives the rest back. Returns the credits used; 0 when nothing was reserved or it was closed before. */
export const settleCredits = async (
  tx: Tx,
  attempt: Attempt,
  { durationMs, title }: { readonly durationMs: number; readonly title: string },
): Promise<{ used: number }> => {
  const workspace = await lockWorkspace(tx, attempt.workspaceId)
  const reserved = await reservedFor(tx, attempt)
  if (reserved === null) return { used: 0 }
  const { used, back } = settlement(reserved, durationMs)
  const entry = await append(tx, workspace, {
    kind: 'settle',
    amount: back,
    key: closeKey(attempt.projectId, attempt.attempt),
    projectId: attempt.projectId,
    note: `${used} credit${used === 1 ? '' : 's'} used for “${title}”`,
  })
  return { used: entry.kind === 'settle' ? reserved - entry.amount : 0 }
}

/** Gives a reservation back whole: the work failed, was cancelled or came to nothing. `note` says which. */
export const releaseCredits = async (tx: Tx, attempt: Attempt, note: string): Promise<void> => {
  const workspace = await lockWorkspace(tx, attempt.workspaceId)
  const reserved = await reservedFor(tx, attempt)
  if (reserved === null) return
  await append(tx, workspace, {
    kind: 'release',
    amount: reserved,
    key: closeKey(attempt.projectId, attempt.attempt),
    projectId: attempt.projectId,
    note,
  })
}

const reservedFor = async (tx: Tx, { projectId, attempt }: Attempt): Promise<number | null> => {
  const entry = await tx.creditEntry.findUnique({
    where: { key: reserveKey(projectId, attempt) },
    select: { amount: true },
  })
  return entry === null ? null : -entry.amount
}
