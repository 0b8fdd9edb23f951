import type { Tx } from '@/server/db/client'
import { type AttemptId, append, closeKey, lockWorkspace, reserveKey, spentOn } from './internal'
import { settlement } from './rules'

type Attempt = { readonly workspaceId: string; readonly projectId: string; readonly attempt: AttemptId }

/** `used`: what the project has cost now, all its attempts together. */
type Closed = { readonly used: number }

/** Keeps what the work took and gives the rest back. Of no effect when nothing was reserved or it was closed before. */
export const settleCredits = async (
  tx: Tx,
  attempt: Attempt,
  { durationMs, title }: { readonly durationMs: number; readonly title: string },
): Promise<Closed> => {
  const workspace = await lockWorkspace(tx, attempt.workspaceId)
  const reserved = await reservedFor(tx, attempt)
  if (reserved !== null) {
    const { used, back } = settlement(reserved, durationMs)
    await append(tx, workspace, {
      kind: 'settle',
      amount: back,
      key: closeKey(attempt.projectId, attempt.attempt),
      projectId: attempt.projectId,
      note: `${used} credit${used === 1 ? '' : 's'} used for “${title}”`,
    })
  }
  return { used: await spentOn(tx, attempt) }
}

/** Gives a reservation back whole: the work failed, was cancelled or came to nothing. `note` says which. */
export const releaseCredits = async (tx: Tx, attempt: Attempt, note: string): Promise<Closed> => {
  const workspace = await lockWorkspace(tx, attempt.workspaceId)
  const reserved = await reservedFor(tx, attempt)
  if (reserved !== null)
    await append(tx, workspace, {
      kind: 'release',
      amount: reserved,
      key: closeKey(attempt.projectId, attempt.attempt),
      projectId: attempt.projectId,
      note,
    })
  return { used: await spentOn(tx, attempt) }
}

const reservedFor = async (tx: Tx, { projectId, attempt }: Attempt): Promise<number | null> => {
  const entry = await tx.creditEntry.findUnique({
    where: { key: reserveKey(projectId, attempt) },
    select: { amount: true },
  })
  return entry === null ? null : 0 - entry.amount
}
