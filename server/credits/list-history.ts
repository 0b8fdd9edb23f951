import type { z } from 'zod'
import type { WorkspaceContext } from '@/server/context'
import type { CreditKind } from '@/server/db/generated/client'
import type { creditHistorySchema } from './schemas'

export type CreditHistory = {
  readonly items: readonly {
    readonly id: string
    readonly kind: CreditKind
    readonly amount: number
    readonly balanceAfter: number
    readonly note: string
    readonly projectId: string | null
    readonly createdAt: Date
  }[]
  readonly nextCursor: string | null
}

/** The ledger, newest first. */
export const listHistory = async (
  ctx: WorkspaceContext,
  { cursor, limit }: z.output<typeof creditHistorySchema>,
): Promise<CreditHistory> => {
  const rows = await ctx.db.creditEntry.findMany({
    where: { workspaceId: ctx.workspaceId, ...(cursor === undefined ? {} : { id: { lt: cursor } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: { id: true, kind: true, amount: true, balanceAfter: true, note: true, projectId: true, createdAt: true },
  })
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
