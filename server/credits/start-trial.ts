import type { AppContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { append, lockWorkspace } from './internal'
import { type PlanId, plans, trial } from './plans'

/** Sign-up: seven days of Starter with its credits. Call in the transaction that makes the workspace; a repeat changes nothing. */
export const startTrial = async (
  tx: Tx,
  { clock }: Pick<AppContext, 'clock'>,
  { workspaceId }: { readonly workspaceId: string },
): Promise<void> => {
  const workspace = await lockWorkspace(tx, workspaceId)
  const key = `trial:${workspaceId}`
  if ((await tx.creditEntry.findUnique({ where: { key }, select: { id: true } })) !== null) return
  const now = new Date(clock.now())
  await tx.workspace.update({
    where: { id: workspaceId },
    data: {
      plan: trial.plan,
      trialEndsAt: new Date(now.getTime() + trial.days * 86_400_000),
      periodAnchorAt: now,
      periodStartedAt: now,
    },
    select: { id: true },
  })
  await append(tx, workspace, {
    kind: 'grant',
    amount: plans[trial.plan].creditsPerMonth,
    key,
    note: `${plans[trial.plan].name} trial, ${trial.days} days`,
  })
}

/** The first month of a plan, for a workspace that begins without a trial. */
export const grantPlanCredits = async (
  tx: Tx,
  { clock }: Pick<AppContext, 'clock'>,
  { workspaceId, plan }: { readonly workspaceId: string; readonly plan: PlanId },
): Promise<void> => {
  const workspace = await lockWorkspace(tx, workspaceId)
  const key = `first:${workspaceId}`
  if ((await tx.creditEntry.findUnique({ where: { key }, select: { id: true } })) !== null) return
  const now = new Date(clock.now())
  await tx.workspace.update({
    where: { id: workspaceId },
    data: { plan, periodAnchorAt: now, periodStartedAt: now },
    select: { id: true },
  })
  await append(tx, workspace, {
    kind: 'grant',
    amount: plans[plan].creditsPerMonth,
    key,
    note: `${plans[plan].name}, first month`,
  })
}
