import type { Tx } from '@/server/db/client'
import { closeKey, reserveKey } from './internal'

/** What one attempt took off the balance, and what came back when it ended: null while it has not. */
export type Reservation = { readonly reserved: number; readonly returned: number | null }

export const findReservation = async (
  db: Pick<Tx, 'creditEntry'>,
  {
    workspaceId,
    projectId,
    attempt,
  }: { readonly workspaceId: string; readonly projectId: string; readonly attempt: number },
): Promise<Reservation> => {
  const keys = { reserve: reserveKey(projectId, attempt), close: closeKey(projectId, attempt) }
  const entries = await db.creditEntry.findMany({
    where: { workspaceId, key: { in: Object.values(keys) } },
    select: { key: true, amount: true },
  })
  const amountOf = (key: string) => entries.find((entry) => entry.key === key)?.amount ?? null
  return { reserved: 0 - (amountOf(keys.reserve) ?? 0), returned: amountOf(keys.close) }
}
