import type { AppContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { append, lockWorkspace } from './internal'
import { plans } from './plans'

/** What a trial left goes, and Free begins with its first month. Returns the workspaces whose trial ended now. */
export const endTrials = async (ctx: Pick<AppContext, 'db' | 'clock'>): Promise<readonly string[]> => {
  const now = new Date(ctx.clock.now())
  const due = await ctx.db.workspace.findMany({
    where: { trialEndsAt: { lte: now } },
    orderBy: { trialEndsAt: 'asc' },
    take: 500,
    select: { id: true },
  })
  const ended: string[] = []
  for (const { id } of due) if (await ctx.db.$transaction((tx) => endTrial(tx, id, now))) ended.push(id)
  return ended
}

const endTrial = async (tx: Tx, workspaceId: string, now: Date): Promise<boolean> => {
  const workspace = await lockWorkspace(tx, workspaceId)
  if (workspace.trialEndsAt === null || workspace.trialEndsAt > now) return false
  const { creditBalance: left } = workspace
  if (left > 0)
    await append(tx, workspace, {
      kind: 'expire',
      amount: -left,
      key: `trial-expire:${workspaceId}`,
      note: 'The trial ended; its unused credits went with it',
    })
  await append(tx, workspace, {
    kind: 'grant',
    amount: plans.free.creditsPerMonth,
    key: `trial-free:${workspaceId}`,
    note: `${plans.free.name}, first month`,
  })
  await tx.workspace.update({
    where: { id: workspaceId },
    data: {
      plan: 'free',
      trialEndsAt: null,
      trialEndedAt: workspace.trialEndsAt,
      periodAnchorAt: now,
      periodStartedAt: now,
    },
    select: { id: true },
  })
  return true
}
