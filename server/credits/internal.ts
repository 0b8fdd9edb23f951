import type { Tx } from '@/server/db/client'
import type { CreditKind, Plan } from '@/server/db/generated/client'
import { DomainError } from '@/server/errors'

export type LockedWorkspace = {
  readonly id: string
  readonly plan: Plan
  readonly creditBalance: number
  readonly trialEndsAt: Date | null
  readonly periodAnchorAt: Date
  readonly periodStartedAt: Date
}

/**
 * Holds the workspace's row until the transaction ends: whoever else wants to touch this workspace's credits waits, so that a
 * balance that was read is the balance that is written. Rows that only refer to it can be written meanwhile: who has just written one may
 * ask for the lock too, and of two who do neither waits for the other's row. @throws not_found
 */
export const lockWorkspace = async (tx: Tx, workspaceId: string): Promise<LockedWorkspace> => {
  const [workspace] = await tx.$queryRaw<LockedWorkspace[]>`
    SELECT "id", "plan", "creditBalance", "trialEndsAt", "periodAnchorAt", "periodStartedAt"
    FROM "Workspace" WHERE "id" = ${workspaceId} FOR NO KEY UPDATE`
  if (workspace === undefined) throw new DomainError('not_found', 'There is no such workspace, or you are not in it.')
  return workspace
}

export type Entry = {
  readonly kind: CreditKind
  readonly amount: number
  readonly key: string
  readonly note: string
  readonly projectId?: string
}

export type Appended = { readonly kind: CreditKind; readonly amount: number; readonly balanceAfter: number }

/**
 * Writes one line of the ledger, once per key: a repeat finds the first one and changes nothing. The caller holds the lock.
 * @throws insufficient_credits when the balance would fall below zero
 */
export const append = async (tx: Tx, workspace: LockedWorkspace, entry: Entry): Promise<Appended> => {
  const before = await tx.creditEntry.findUnique({
    where: { key: entry.key },
    select: { kind: true, amount: true, balanceAfter: true },
  })
  if (before !== null) return before
  const { creditBalance: balance } = await tx.workspace.findUniqueOrThrow({
    where: { id: workspace.id },
    select: { creditBalance: true },
  })
  const balanceAfter = balance + entry.amount
  if (balanceAfter < 0) throw insufficient(-entry.amount, balance)
  await tx.creditEntry.create({ data: { ...entry, workspaceId: workspace.id, balanceAfter }, select: { id: true } })
  await tx.workspace.update({
    where: { id: workspace.id },
    data: { creditBalance: balanceAfter },
    select: { id: true },
  })
  return { kind: entry.kind, amount: entry.amount, balanceAfter }
}

/**
 * What a project's attempts have used: the sum of its lines, in which a reservation that came back is no more. One that is open counts as
 * used.
 */
export const spentOn = async (
  tx: Pick<Tx, 'creditEntry'>,
  { workspaceId, projectId }: { readonly workspaceId: string; readonly projectId: string },
): Promise<number> => {
  const { _sum } = await tx.creditEntry.aggregate({ where: { workspaceId, projectId }, _sum: { amount: true } })
  return 0 - (_sum.amount ?? 0)
}

const insufficient = (needed: number, balance: number): DomainError =>
  new DomainError(
    'insufficient_credits',
    `This needs ${needed} credit${needed === 1 ? '' : 's'} and ${balance} ${balance === 1 ? 'is' : 'are'} left. A shorter video needs fewer; unused credits come back and new ones are added every month.`,
    { details: { needed, balance } },
  )

/** Which work at a project: an attempt of ours, or the first cut by hand from a video in which nothing was found. */
export type AttemptId = number | 'cut'

export const reserveKey = (projectId: string, attempt: AttemptId): string => `reserve:${projectId}:${attempt}`
/** Settling and releasing share a key: an attempt is closed once, whoever comes first. */
export const closeKey = (projectId: string, attempt: AttemptId): string => `close:${projectId}:${attempt}`
