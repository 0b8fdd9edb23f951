import type { WorkspaceContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import { queryRows } from '@/server/db/query-rows'
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

type Row = {
  readonly plan: PlanId
  readonly creditBalance: number
  readonly trialEndsAt: Date | null
  readonly periodAnchorAt: Date
  readonly periodStartedAt: Date
  readonly reserved: number
}

export const getSummary = async (ctx: WorkspaceContext): Promise<CreditSummary> => {
  // On every page: one statement. What is reserved is what no entry has closed.
  const [workspace] = await queryRows<Row>(
    ctx.db,
    Prisma.sql`
    SELECT workspace."plan", workspace."creditBalance", workspace."trialEndsAt", workspace."periodAnchorAt", workspace."periodStartedAt",
      (
        SELECT COALESCE(SUM(-reserved."amount"), 0)::float8 FROM "CreditEntry" reserved
        WHERE reserved."workspaceId" = workspace."id" AND reserved."kind" = 'reserve'
          AND NOT EXISTS (
            SELECT 1 FROM "CreditEntry" closed WHERE closed."key" = 'close:' || substr(reserved."key", length('reserve:') + 1)
          )
      ) AS reserved
    FROM "Workspace" workspace WHERE workspace."id" = ${ctx.workspaceId}`,
  )
  if (workspace === undefined) throw new DomainError('not_found', 'There is no such workspace, or you are not in it.')
  const { id, name, creditsPerMonth, hasWatermark } = plans[workspace.plan]
  return {
    balance: workspace.creditBalance,
    reserved: workspace.reserved,
    plan: { id, name, creditsPerMonth, hasWatermark },
    trialEndsAt: workspace.trialEndsAt,
    renewsAt: workspace.trialEndsAt ?? nextPeriodStart(workspace.periodAnchorAt, workspace.periodStartedAt),
    rolloverCap: rolloverCap(workspace.plan),
  }
}
