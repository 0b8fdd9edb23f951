import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Prisma } from '@/server/db/client'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { setMailPreference } from '../notifications'
import { campaignIds, campaignOf } from './campaigns'
import { campaignHours, fanOutCampaign, finishCampaign, type Hours } from './fan-out-campaign'
import { listCount, listZones, type Place, readersQuery } from './list-readers'

const atMs = Date.parse('2026-11-30T09:00:00Z')
const hours: Hours = { fromMs: atMs - 3_600_000, toMs: atMs }
const zones = ['Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC', 'Mars/Olympus']

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
  // A hundred thousand people over six years and six zones, each with a workspace and a trial of their time; and thirty thousand in one zone
  // who are all somebody's due today.
  await app.ctx.db.$executeRaw`
    INSERT INTO "User" ("id", "email", "timeZone", "createdAt", "lastSeenAt")
    SELECT 'u' || lpad(n::text, 6, '0'), 'u' || n || '@example.com', (${zones}::text[])[1 + n % 6],
      to_timestamp(${atMs / 1000}) AT TIME ZONE 'UTC' - (n % 52560) * interval '1 hour',
      to_timestamp(${atMs / 1000}) AT TIME ZONE 'UTC' - (n % 52560) * interval '1 hour'
    FROM generate_series(1, 100000) n`
  await app.ctx.db.$executeRaw`
    INSERT INTO "Workspace" ("id", "name", "isPersonal", "trialEndsAt")
    SELECT 'w' || "id", 'x', true, "createdAt" + interval '7 days' FROM "User"`
  await app.ctx.db.$executeRaw`
    INSERT INTO "Membership" ("workspaceId", "userId", "role") SELECT 'w' || "id", "id", 'owner' FROM "User"`
  await app.ctx.db.$executeRaw`
    INSERT INTO "User" ("id", "email", "timeZone", "createdAt", "lastSeenAt")
    SELECT 'x' || n, 'x' || n || '@example.com', 'Asia/Tokyo',
      to_timestamp(${atMs / 1000}) AT TIME ZONE 'UTC' - interval '60 hours' - (n % 30000) * interval '1 second',
      to_timestamp(${atMs / 1000}) AT TIME ZONE 'UTC' - (ARRAY[5, 15, 31])[1 + n % 3] * interval '1 day' - n * interval '1 second'
    FROM generate_series(1, 30000) n`
  for (const table of ['User', 'Workspace', 'Membership'])
    await app.ctx.db.$executeRaw(Prisma.raw(`ANALYZE "${table}"`))
})
afterAll(() => app.close())

type Plan = {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

/** Every node of a plan, by what it does, to which table, through which index. */
const nodesOf = (plan: Plan): string[] => [
  [plan['Node Type'], plan['Relation Name'], plan['Index Name']].filter(Boolean).join(' '),
  ...(plan.Plans ?? []).flatMap(nodesOf),
]

const explain = async (query: Prisma.Sql): Promise<string[]> => {
  const [row] = await app.ctx.db.$queryRaw<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
    Prisma.sql`EXPLAIN (FORMAT JSON) ${query}`,
  )
  return nodesOf(row?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'no plan' })
}

const indexes = {
  'trial-expiry': ['Workspace_trialEndsAt_idx', 'Workspace_trialEndedAt_idx'],
  'onboarding-day-1': ['User_timeZone_createdAt_id_idx'],
  'onboarding-day-3': ['User_timeZone_createdAt_id_idx'],
  'weekly-summary': ['User_timeZone_lastSeenAt_id_idx'],
  inactivity: ['User_timeZone_lastSeenAt_id_idx', 'User_timeZone_lastSeenAt_id_idx'],
} as const

describe.each(campaignIds)('%s', (id) => {
  test('is read by an index, from where the last page ended, without looking at everybody', async () => {
    for (let list = 0; list < listCount(id); list++) {
      const place: Place = {
        list,
        zone: 'Asia/Tokyo',
        at: new Date(atMs - 400 * 86_400_000).toISOString(),
        id: 'u000500',
      }
      const nodes = await explain(readersQuery(campaignOf(id), { zones: ['Asia/Tokyo'], place, atMs, limit: 500 }))
      expect(nodes.join('\n')).toContain(indexes[id][list] ?? 'no such list')
      expect(nodes.filter((node) => /^Seq Scan (User|Workspace|Membership)$/.test(node))).toEqual([])
    }
  })
})

test('zones are found by steps into the index', async () => {
  expect(await listZones(app.ctx)).toEqual([...zones, 'Asia/Tokyo'].sort())
})

/** Who is asked for, page by page. */
const askedBy = async (id: (typeof campaignIds)[number], at: Hours) => {
  const before = app.sentEvents.length
  const pages: number[] = []
  let place: Place | null | undefined
  while (place !== null) {
    const from: Place | undefined = place
    const page = await fanOutCampaign(app.ctx, id, at, from)
    pages.push(page.asked)
    place = page.next
  }
  return { pages, events: app.sentEvents.slice(before) }
}

describe('asking for everybody whose hour it is', () => {
  test('leaves nobody out and asks for nobody twice, in pages of five hundred', async () => {
    const { pages, events } = await askedBy('weekly-summary', hours)
    const expected = await app.ctx.db.user.findMany({
      // Nine o'clock on a Monday in London and in UTC; a zone that nobody knows is UTC.
      where: {
        timeZone: { in: ['Europe/London', 'UTC', 'Mars/Olympus'] },
        lastSeenAt: { gt: new Date(atMs - 10 * 86_400_000) },
      },
      select: { id: true },
    })
    expect(expected.length).toBeGreaterThan(200)
    expect(events.map(({ data }) => String(data.userId)).sort()).toEqual(expected.map(({ id }) => id).sort())
    expect(Math.max(...pages)).toBeLessThanOrEqual(500)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(events[0]?.id).toMatch(/^campaign:weekly-summary:u\d+:2026-11-30$/)
  })

  test('goes on over the end of a page, of a zone and of a list', async () => {
    await app.ctx.db
      .$executeRaw`UPDATE "User" SET "createdAt" = ${new Date(atMs - 30 * 3_600_000)} WHERE "id" < 'u003000'`
    const { pages, events } = await askedBy('onboarding-day-1', {
      fromMs: atMs + 3_600_000 - 3_600_000,
      toMs: atMs + 3_600_000,
    })
    const expected = await app.ctx.db.user.count({
      where: {
        timeZone: { in: ['Europe/London', 'UTC', 'Mars/Olympus'] },
        createdAt: { gt: new Date(atMs + 3_600_000 - 4 * 86_400_000), lte: new Date(atMs + 3_600_000 - 86_400_000) },
      },
    })
    expect(expected).toBeGreaterThan(1_400)
    expect(events).toHaveLength(expected)
    expect(new Set(events.map(({ id }) => id)).size).toBe(expected)
    expect(pages.length).toBeGreaterThan(2)
    const twoLists = await askedBy('inactivity', { fromMs: atMs + 4 * 3_600_000, toMs: atMs + 5 * 3_600_000 })
    const days = new Set(
      await Promise.all(
        twoLists.events.map(async ({ data }) => {
          const { lastSeenAt } = await app.ctx.db.user.findUniqueOrThrow({ where: { id: String(data.userId) } })
          return Math.round((atMs - lastSeenAt.getTime()) / 86_400_000) < 20 ? 14 : 30
        }),
      ),
    )
    expect(days).toEqual(new Set([14, 30]))
  })

  test('asks for nobody when it is nobody’s hour', async () => {
    expect((await askedBy('weekly-summary', { fromMs: atMs + 3_600_000, toMs: atMs + 7_200_000 })).events).toEqual([])
  })

  test('leaves out who turned it off, whose address takes no mail, and the demo account', async () => {
    const people = await Promise.all(
      ['off', 'bounced', 'demo', 'fine'].map((name) => app.signIn({ email: `${name}@example.com` })),
    )
    const ids = people.map(({ user }) => user.user.id)
    await app.ctx.db.user.updateMany({ where: { id: { in: ids } }, data: { lastSeenAt: new Date(atMs - 3_600_000) } })
    await app.ctx.db.user.update({ where: { id: ids[2] ?? '' }, data: { isDemo: true } })
    await app.ctx.db.mailSuppression.create({ data: { email: 'bounced@example.com', reason: 'bounced' } })
    const [off] = people
    if (off !== undefined) await setMailPreference(off.user, { category: 'summary', isWanted: false })
    const { events } = await askedBy('weekly-summary', hours)
    expect(events.filter(({ data }) => ids.includes(String(data.userId))).map(({ data }) => data.userId)).toEqual([
      ids[3],
    ])
  })
})

describe('the hours of a run', () => {
  test('begin where the last finished run ended, a day back at most, and are never set back', async () => {
    const ctx = { ...app.ctx, clock: { ...app.ctx.clock, now: () => atMs } }
    expect(await campaignHours(ctx, 'inactivity')).toEqual({ fromMs: atMs - 3_600_000, toMs: atMs })
    await finishCampaign(ctx, 'inactivity', { fromMs: 0, toMs: atMs - 5 * 3_600_000 })
    expect(await campaignHours(ctx, 'inactivity')).toEqual({ fromMs: atMs - 5 * 3_600_000, toMs: atMs })
    await finishCampaign(ctx, 'inactivity', { fromMs: 0, toMs: atMs - 40 * 3_600_000 })
    expect(await campaignHours(ctx, 'inactivity')).toEqual({ fromMs: atMs - 5 * 3_600_000, toMs: atMs })
    const later = { ...app.ctx, clock: { ...app.ctx.clock, now: () => atMs + 90 * 3_600_000 } }
    expect((await campaignHours(later, 'inactivity')).fromMs).toBe(atMs + 66 * 3_600_000)
  })
})
