import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { type PlanId, plans, rolloverCap } from './plans'
import { nextPeriodStart } from './rules'

export type CreditSummary = {
  readonly balance: number
  /** Taken off the balance already, for work under way. */
  readonly reserved: number
  readonly plan: {
    readonly id: PlanId
    readonly name: string
    readonly creditsPerMonth: number
    readonly hasWatermark: boolean
  }
  readonly trialEndsAt: Date | null
  /** When the next credits come: at the trial's end, else with the next month. */
  readonly renewsAt: Date
  readonly rolloverCap: number
}

export const getSummary = async (ctx: WorkspaceContext): Promise<CreditSummary> => {
  const [workspace, reserved] = await Promise.all([
    ctx.db.workspace.findUnique({
      where: { id: ctx.workspaceId },
      select: { plan: true, creditBalance: true, trialEndsAt: true, periodAnchorAt: true, periodStartedAt: true },
    }),
    openReservations(ctx),
  ])
  if (workspace === null) throw new DomainError('not_found', 'There is no such workspace, or you are not in it.')
  const { id, name, creditsPerMonth, hasWatermark } = plans[workspace.plan]
  return {
    balance: workspace.creditBalance,
    reserved,
    plan: { id, name, creditsPerMonth, hasWatermark },
    trialEndsAt: workspace.trialEndsAt,
    renewsAt: workspace.trialEndsAt ?? nextPeriodStart(workspace.periodAnchorAt, workspace.periodStartedAt),
    rolloverCap: rolloverCap(workspace.plan),
  }
}

const openReservations = async (ctx: WorkspaceContext): Promise<number> => {
  const [row] = await ctx.db.$queryRaw<{ reserved: bigint | null }[]>`
    SELECT SUM(-reserved."amount") AS reserved FROM "CreditEntry" reserved
    WHERE reserved."workspaceId" = ${ctx.workspaceId} AND reserved."kind" = 'reserve'
      AND NOT EXISTS (
        SELECT 1 FROM "CreditEntry" closed WHERE closed."key" = 'close:' || substr(reserved."key", length('reserve:') + 1)
      )`
  return Number(row?.reserved ?? 0)
}
