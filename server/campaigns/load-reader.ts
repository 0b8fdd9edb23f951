import { countMade, hasMade } from '@/server/clips'
import type { AppContext } from '@/server/context'
import type { ReaderFacts } from './choose-campaign'
import { lastWeekOf } from './local-time'

/** A person as campaigns know them, with the workspace that is theirs alone. */
export type Reader = {
  readonly facts: ReaderFacts
  /** The account of whoever sits at this machine: nobody writes to it by themselves. */
  readonly isDemo: boolean
  readonly email: string
  readonly name: string | null
  readonly locale: string
  readonly workspaceId: string
  readonly credits: number
  /** The Monday-to-Sunday week before this one, by their own calendar; half open. */
  readonly lastWeek: { readonly from: Date; readonly to: Date }
}

/** null for nobody, and for whose own workspace is gone. */
export const loadReader = async (ctx: AppContext, userId: string, atMs: number): Promise<Reader | null> => {
  const user = await ctx.db.user.findUnique({
    where: { id: userId },
    select: {
      isDemo: true,
      email: true,
      name: true,
      locale: true,
      timeZone: true,
      createdAt: true,
      lastSeenAt: true,
      mailPreferences: { where: { isWanted: false }, select: { category: true } },
      memberships: {
        where: { role: 'owner', workspace: { isPersonal: true } },
        select: { workspace: { select: { id: true, creditBalance: true, trialEndsAt: true, trialEndedAt: true } } },
      },
    },
  })
  const workspace = user?.memberships[0]?.workspace
  if (!user || workspace === undefined) return null
  const lastWeek = lastWeekOf(user.timeZone, atMs)
  const [hasClips, week, sent] = await Promise.all([
    hasMade(ctx, userId),
    countMade(ctx, { userId, ...lastWeek }),
    ctx.db.mail.findMany({ where: { userId, category: { not: null } }, select: { key: true, marketingDay: true } }),
  ])
  return {
    isDemo: user.isDemo,
    email: user.email,
    name: user.name,
    locale: user.locale,
    workspaceId: workspace.id,
    credits: workspace.creditBalance,
    lastWeek,
    facts: {
      userId,
      timeZone: user.timeZone,
      createdAtMs: user.createdAt.getTime(),
      lastSeenAtMs: user.lastSeenAt.getTime(),
      trialEndsAtMs: (workspace.trialEndsAt ?? workspace.trialEndedAt)?.getTime() ?? null,
      hasClips,
      hasWorkedLastWeek: week.clipCount + week.projectCount > 0,
      unwanted: user.mailPreferences.map(({ category }) => category),
      sent: new Map(sent.map(({ key, marketingDay }) => [key, marketingDay ?? ''])),
    },
  }
}
