import type { AppContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { append, type LockedWorkspace, lockWorkspace } from './internal'
import { plans } from './plans'
import { addMonths, nextPeriodStart, renewal } from './rules'

const batchSize = 100

/**
 * Begins every period that is due, each workspace in a transaction of its own. A workspace that slept for months is taken through
 * each of them, so that the cap is applied as often as it would have been. Returns how many periods began.
 */
export const renewDueCredits = async (ctx: Pick<AppContext, 'db' | 'clock'>): Promise<number> => {
  const now = new Date(ctx.clock.now())
  let renewed = 0
  let after = ''
  for (;;) {
    const due = await ctx.db.workspace.findMany({
      // 28 days: the shortest period there is. Who is really due is decided under the lock.
      where: {
        periodStartedAt: { lte: new Date(now.getTime() - 28 * 86_400_000) },
        trialEndsAt: null,
        id: { gt: after },
      },
      orderBy: { id: 'asc' },
      take: batchSize,
      select: { id: true },
    })
    for (const { id } of due) renewed += await ctx.db.$transaction((tx) => renewWorkspace(tx, id, now))
    const last = due.at(-1)
    if (last === undefined || due.length < batchSize) return renewed
    after = last.id
  }
}

const renewWorkspace = async (tx: Tx, workspaceId: string, now: Date): Promise<number> => {
  const workspace = await lockWorkspace(tx, workspaceId)
  let { periodStartedAt } = workspace
  let count = 0
  for (;;) {
    const start = nextPeriodStart(workspace.periodAnchorAt, periodStartedAt)
    if (start > now) break
    await beginPeriod(tx, workspace, start)
    periodStartedAt = start
    count += 1
  }
  if (count > 0)
    await tx.workspace.update({ where: { id: workspaceId }, data: { periodStartedAt }, select: { id: true } })
  return count
}

const beginPeriod = async (tx: Tx, workspace: LockedWorkspace, start: Date): Promise<void> => {
  const day = start.toISOString().slice(0, 10)
  const { creditBalance } = await tx.workspace.findUniqueOrThrow({
    where: { id: workspace.id },
    select: { creditBalance: true },
  })
  const { expired, granted } = renewal(creditBalance, workspace.plan)
  if (expired > 0)
    await append(tx, workspace, {
      kind: 'expire',
      amount: -expired,
      key: `expire:${workspace.id}:${day}`,
      note: 'Unused credits over the rollover cap',
    })
  await append(tx, workspace, {
    kind: 'grant',
    amount: granted,
    key: `grant:${workspace.id}:${day}`,
    note: `${plans[workspace.plan].name}, month from ${day} to ${addMonths(start, 1).toISOString().slice(0, 10)}`,
  })
}
