import type { AppContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import { type Campaign, type CampaignId, campaignOf } from './campaigns'

/** Where a reading of people stands: in which of the campaign's lists, in which zone, after whom. All of it plain text, for a step's result. */
export type Place = { readonly list: number; readonly zone: string; readonly at: string; readonly id: string }

export type Candidate = { readonly userId: string; readonly timeZone: string; readonly at: Date; readonly id: string }

type List = {
  readonly column: 'createdAt' | 'lastSeenAt' | 'trialEndsAt' | 'trialEndedAt'
  /** Days before now between which the column lies: wider than the rules, which decide. */
  readonly from: number
  readonly to: number
}

const lists: Readonly<Record<CampaignId, readonly List[]>> = {
  'trial-expiry': [
    { column: 'trialEndsAt', from: 2, to: -5 },
    { column: 'trialEndedAt', from: 3, to: 0 },
  ],
  'onboarding-day-1': [{ column: 'createdAt', from: 4, to: 1 }],
  'onboarding-day-3': [{ column: 'createdAt', from: 7, to: 2 }],
  'weekly-summary': [{ column: 'lastSeenAt', from: 10, to: 0 }],
  inactivity: [
    { column: 'lastSeenAt', from: 18, to: 13 },
    { column: 'lastSeenAt', from: 34, to: 29 },
  ],
}

export const listCount = (id: CampaignId): number => lists[id].length

/** Trials that end in these days are few, whatever the zone: their list is read once for all zones, the others zone by zone. */
export const isReadByZone = (id: CampaignId): boolean => id !== 'trial-expiry'

/**
 * A page of people that a campaign might be for, in the order of an index. Who turned it off, who demonstrates, and whose address takes no mail
 * is left out here already; the rest is decided by `chooseCampaign` when the mail is written.
 */
export const listReaders = async (
  ctx: Pick<AppContext, 'db'>,
  id: CampaignId,
  page: {
    readonly zones: readonly string[]
    readonly place: Place
    readonly atMs: number
    readonly limit: number
  },
): Promise<readonly Candidate[]> => ctx.db.$queryRaw<Candidate[]>(readersQuery(campaignOf(id), page))

type Page = Parameters<typeof listReaders>[2]

/** For the test that asks PostgreSQL how it goes about it, too. */
export const readersQuery = ({ id, category }: Campaign, { zones, place, atMs, limit }: Page): Prisma.Sql => {
  const list = lists[id][place.list]
  if (list === undefined) throw new Error(`${id} has no list ${place.list}.`)
  const [from, to] = [list.from, list.to].map((days) => new Date(atMs - days * 86_400_000))
  const wanted = Prisma.sql`NOT u."isDemo"
    AND NOT EXISTS (SELECT 1 FROM "MailPreference" p WHERE p."userId" = u."id" AND p."category" = ${category}::"MailCategory" AND NOT p."isWanted")
    AND NOT EXISTS (SELECT 1 FROM "MailSuppression" s WHERE s."email" = u."email")`
  const after = { at: new Date(place.at), id: place.id }
  if (isReadByZone(id)) {
    const column = Prisma.raw(`u."${list.column}"`)
    return Prisma.sql`
      SELECT u."id" AS "userId", u."timeZone", ${column} AS "at", u."id" FROM "User" u
      WHERE u."timeZone" = ${zones[0]} AND ${column} > ${from} AND ${column} <= ${to}
        AND (${column}, u."id") > (${after.at}, ${after.id}) AND ${wanted}
      ORDER BY ${column}, u."id" LIMIT ${limit}`
  }
  const column = Prisma.raw(`w."${list.column}"`)
  return Prisma.sql`
    SELECT u."id" AS "userId", u."timeZone", ${column} AS "at", w."id" FROM "Workspace" w
    JOIN "Membership" m ON m."workspaceId" = w."id" AND m."role" = 'owner'
    JOIN "User" u ON u."id" = m."userId"
    WHERE w."isPersonal" AND ${column} > ${from} AND ${column} <= ${to}
      AND (${column}, w."id") > (${after.at}, ${after.id}) AND u."timeZone" = ANY(${zones}::text[]) AND ${wanted}
    ORDER BY ${column}, w."id" LIMIT ${limit}`
}

/** Every time zone that somebody lives in, each found by one step into the index. */
export const listZones = async (ctx: Pick<AppContext, 'db'>): Promise<readonly string[]> => {
  const rows = await ctx.db.$queryRaw<{ zone: string }[]>`
    WITH RECURSIVE zones AS (
      (SELECT "timeZone" AS zone FROM "User" ORDER BY "timeZone" LIMIT 1)
      UNION ALL
      SELECT (SELECT u."timeZone" FROM "User" u WHERE u."timeZone" > zones.zone ORDER BY u."timeZone" LIMIT 1) FROM zones
      WHERE zones.zone IS NOT NULL
    ) SELECT zone FROM zones WHERE zone IS NOT NULL ORDER BY zone`
  return rows.map(({ zone }) => zone)
}
