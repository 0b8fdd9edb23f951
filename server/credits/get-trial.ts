import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { plans, trial } from './plans'

export type Trial = {
  /** null: there never was one. */
  readonly endsAt: Date | null
  readonly planName: string
  /** Left in the trial; once it has ended, what went with it. */
  readonly unusedCredits: number
  readonly planCreditsPerMonth: number
  readonly freeCreditsPerMonth: number
}

/** What a workspace's trial is, or was. @throws not_found */
export const getTrial = async (
  ctx: Pick<AppContext, 'db'>,
  { workspaceId }: { readonly workspaceId: string },
): Promise<Trial> => {
  const workspace = await ctx.db.workspace.findUnique({
    where: { id: workspaceId },
    select: { trialEndsAt: true, trialEndedAt: true, creditBalance: true },
  })
  if (workspace === null) throw new DomainError('not_found', 'There is no such workspace, or you are not in it.')
  const expired = await ctx.db.creditEntry.findUnique({
    where: { key: `trial-expire:${workspaceId}` },
    select: { amount: true },
  })
  return {
    endsAt: workspace.trialEndsAt ?? workspace.trialEndedAt,
    planName: plans[trial.plan].name,
    unusedCredits: workspace.trialEndsAt === null ? -(expired?.amount ?? 0) : workspace.creditBalance,
    planCreditsPerMonth: plans[trial.plan].creditsPerMonth,
    freeCreditsPerMonth: plans.free.creditsPerMonth,
  }
}
