import type { AppContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { drawCreditsLow, queueLetters } from '@/server/notifications'
import { lockWorkspace } from './internal'
import { plans } from './plans'
import { levelReached, nextPeriodStart } from './rules'

/**
 * Writes to a workspace's owners when four fifths of the month's credits, or all of them, are used: once for each level and month. Call in the
 * transaction that settled a project, so that the mail is there exactly when the use is. Credits that work under way has reserved are not
 * used: they may come back. Returns the keys of the mails, for `deliverMail`.
 */
export const warnOfLowCredits = async (
  tx: Tx,
  ctx: Pick<AppContext, 'clock' | 'config' | 'log'>,
  { workspaceId }: { readonly workspaceId: string },
): Promise<readonly string[]> => {
  const workspace = await lockWorkspace(tx, workspaceId)
  const { used, reserved, grantKey } = await usedThisPeriod(tx, workspaceId)
  const left = workspace.creditBalance + reserved
  const level = levelReached(used, left)
  if (level === null || grantKey === null) return []
  const { name } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { name: true } })
  const isTrial = workspace.trialEndsAt !== null
  const creditsUrl = `${ctx.config.appUrl}/settings/credits`
  // Drawn under the lock, which for all else is too long: whether there is anything to draw is only known here, twice a month.
  const letters = await drawCreditsLow(
    { db: tx, clock: ctx.clock },
    {
      workspaceId,
      period: grantKey,
      level,
      workspaceName: name,
      planName: plans[workspace.plan].name,
      used,
      available: used + left,
      left,
      renewsAt: workspace.trialEndsAt ?? nextPeriodStart(workspace.periodAnchorAt, workspace.periodStartedAt),
      renewsTo: plans[isTrial ? 'free' : workspace.plan].creditsPerMonth,
      isTrial,
      creditsUrl,
      plansUrl: Object.values(plans).some(({ isSold }) => isSold) ? creditsUrl : null,
    },
  ).catch((error: unknown) => {
    // A letter that can't be drawn is no reason to leave the project unsettled.
    ctx.log.error('mail not drawn', { template: 'credits-low', workspaceId, cause: String(error) })
    return []
  })
  return queueLetters(tx, letters)
}

type Use = { readonly used: number; readonly reserved: number; readonly grantKey: string | null }

/** By the order of the ledger's lines and not by their dates: a month begins with its grant, whatever the clock of the machine says. */
const usedThisPeriod = async (tx: Tx, workspaceId: string): Promise<Use> => {
  const [row] = await tx.$queryRaw<{ used: bigint | null; reserved: bigint | null; grantKey: string | null }[]>`
    WITH begun AS (
      SELECT "id", "key" FROM "CreditEntry"
      WHERE "workspaceId" = ${workspaceId} AND "kind" = 'grant' AND split_part("key", ':', 1) IN ('trial', 'first', 'trial-free', 'grant')
      ORDER BY "id" DESC LIMIT 1
    ), attempt AS (
      SELECT reserve."amount" AS taken, closed."id" AS "closedId", closed."kind" AS "closedAs", closed."amount" AS back
      FROM "CreditEntry" reserve
      LEFT JOIN "CreditEntry" closed ON closed."key" = 'close:' || substr(reserve."key", length('reserve:') + 1)
      WHERE reserve."workspaceId" = ${workspaceId} AND reserve."kind" = 'reserve'
    )
    SELECT (SELECT "key" FROM begun) AS "grantKey",
      SUM(-taken - back) FILTER (WHERE "closedAs" = 'settle' AND "closedId" > (SELECT "id" FROM begun)) AS used,
      SUM(-taken) FILTER (WHERE "closedId" IS NULL) AS reserved
    FROM attempt`
  return { used: Number(row?.used ?? 0), reserved: Number(row?.reserved ?? 0), grantKey: row?.grantKey ?? null }
}
