import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromJson } from '@/server/db/json'
import { deliverQueuedMail } from '@/server/notifications'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import type { CampaignId } from './campaigns'
import { sendCampaign } from './send-campaign'

const dayMs = 86_400_000
/** A Monday, ten in the morning in Paris. */
const nowMs = Date.parse('2026-11-30T09:00:00Z')

let app: TestApp
beforeAll(async () => {
  app = await openTestApp({ config: { postalAddress: 'ClipForge, 1 Forge Lane, London' } })
  app.advance(nowMs - Date.now())
})
afterAll(() => app.close())

const ago = (days: number) => new Date(app.ctx.clock.now() - days * dayMs)

/** Somebody in Paris who signed up long ago, was here this morning and has no trial, but for what is said. */
const somebody = async (
  user: { readonly createdAt?: Date; readonly lastSeenAt?: Date; readonly timeZone?: string } = {},
  workspace: {
    readonly trialEndsAt?: Date | null
    readonly trialEndedAt?: Date | null
    readonly creditBalance?: number
  } = {},
): Promise<SignedInTester> => {
  const who = await app.signIn({ name: 'Amara Okafor' })
  const id = who.user.user.id
  await app.ctx.db.user.update({
    where: { id },
    data: { timeZone: 'Europe/Paris', createdAt: ago(100), lastSeenAt: ago(0.1), ...user },
  })
  await app.ctx.db.workspace.update({
    where: { id: who.workspace.workspaceId },
    data: { trialEndsAt: null, ...workspace },
  })
  return who
}

/** A finished project with clips that can be watched, the last with the best score. */
const work = async (
  { workspace, user }: SignedInTester,
  {
    finishedAt,
    clips,
    minutes,
    settings = {},
  }: { finishedAt: Date; clips: number; minutes: number; settings?: object },
) => {
  const { workspaceId } = workspace
  const source = await app.ctx.db.source.create({
    data: {
      workspaceId,
      contentHash: crypto.randomUUID(),
      sizeBytes: 1,
      durationMs: minutes * 60_000,
      info: {},
      objectKey: `sources/${workspaceId}/a`,
    },
  })
  const project = await app.ctx.db.project.create({
    data: {
      workspaceId,
      createdById: user.user.id,
      title: 'Night Shift, episode 41',
      sourceId: source.id,
      settings: { captions: 'karaoke', framing: 'auto', aspect: '9:16', ...settings },
      status: 'ready',
      finishedAt,
    },
  })
  for (let n = 0; n < clips; n++)
    await app.ctx.db.clip.create({
      data: {
        projectId: project.id,
        workspaceId,
        position: n,
        title: `Clip ${n} <b>of</b> many`,
        score: 60 + n,
        startMs: n * 30_000,
        endMs: n * 30_000 + 20_000,
        durationMs: 20_000,
        ranges: [],
        features: [],
        boundary: {},
        createdAt: finishedAt,
        renders: {
          create: {
            aspect: '9:16',
            framing: 'auto',
            captions: 'karaoke',
            state: 'ready',
            posterKey: `posters/${workspaceId}/${n}.jpg`,
          },
        },
      },
    })
}

const send = async (campaign: CampaignId, who: SignedInTester) => {
  const outcome = await sendCampaign(app.ctx, { campaign, userId: who.user.user.id, atMs: app.ctx.clock.now() })
  const mail = await app.ctx.db.mail.findFirst({
    where: { userId: who.user.user.id, template: campaign },
    orderBy: { id: 'desc' },
  })
  return { outcome, mail }
}

describe('the mail of a campaign', () => {
  test('carries what a mail must that nobody asked for, and links to our own address alone', async () => {
    const who = await somebody({ lastSeenAt: ago(14.2) })
    const { outcome, mail } = await send('inactivity', who)
    expect(outcome).toBe('queued')
    expect(mail).toMatchObject({
      category: 'inactivity',
      marketingDay: '2026-11-30',
      to: who.user.user.email,
      state: 'queued',
    })
    const { 'List-Unsubscribe': unsubscribe, ...rest } = fromJson<Record<string, string>>(mail?.headers ?? {})
    expect(unsubscribe).toMatch(/^<http:\/\/localhost:3000\/api\/unsubscribe\/[\w.-]+>$/)
    expect(rest).toEqual({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
    expect(mail?.text).toMatch(/http:\/\/localhost:3000\/unsubscribe\/[\w.-]+/)
    expect(mail?.text).toMatch(/http:\/\/localhost:3000\/email-preferences\/[\w.-]+/)
    expect(mail?.text).toContain('1 Forge Lane')
    const addresses = [...(mail?.html ?? '').matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address)
    expect(addresses).toHaveLength(3)
    expect(addresses.filter((address) => !address?.startsWith('http://localhost:3000/'))).toEqual([])
  })

  test('is one, however often and by however many it is asked for', async () => {
    const who = await somebody({ lastSeenAt: ago(14.2) })
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => send('inactivity', who)))
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([...Array(7).fill('had already'), 'queued'])
    await Promise.all([deliverQueuedMail(app.ctx), deliverQueuedMail(app.ctx)])
    const rows = await app.ctx.db.mail.findMany({ where: { userId: who.user.user.id, category: 'inactivity' } })
    expect(rows.map(({ state, attempts }) => [state, attempts])).toEqual([['sent', 1]])
  })

  test('is not written when something of more weight is that day’s, when its date has passed, or to nobody', async () => {
    const who = await somebody({ lastSeenAt: ago(14.2) }, { trialEndsAt: ago(-3) })
    expect((await send('inactivity', who)).outcome).toBe('not due')
    expect((await send('trial-expiry', who)).outcome).toBe('queued')
    const late = await somebody({ lastSeenAt: ago(15.2) })
    const due = { campaign: 'inactivity', userId: late.user.user.id, atMs: nowMs - dayMs } as const
    expect(await sendCampaign(app.ctx, due)).toBe('too late')
    expect(await sendCampaign(app.ctx, { ...due, userId: crypto.randomUUID() })).toBe('not due')
  })
})

describe('what it says', () => {
  test('trial: what is left, what was made, the best clips with their pictures', async () => {
    const who = await somebody({}, { trialEndsAt: ago(-1), creditBalance: 64 })
    await work(who, { finishedAt: ago(2), clips: 4, minutes: 42 })
    const { mail } = await send('trial-expiry', who)
    expect(mail?.key).toBe(`trial-expiry:1-day:${who.user.user.id}:2026-12-01`)
    expect(mail?.text).toContain('64')
    expect(mail?.text).toMatch(/\b4\b[^.]*clips/i)
    const pictures = [...(mail?.html ?? '').matchAll(/src="(http:\/\/localhost:3000\/media\/[^"]+)"/g)]
    expect(pictures).toHaveLength(3)
    expect(mail?.html).toContain('Clip 3 &lt;b&gt;of&lt;/b&gt; many')
    expect(mail?.html).not.toContain('Clip 0 ')
  })

  test('week: clips and minutes of that week alone, by the reader’s own calendar', async () => {
    const who = await somebody()
    // Sunday 23:30 in Paris is last week; an hour later is this one, and a week earlier the one before.
    await work(who, { finishedAt: new Date('2026-11-29T22:30:00Z'), clips: 2, minutes: 40 })
    await work(who, { finishedAt: new Date('2026-11-29T23:30:00Z'), clips: 5, minutes: 70 })
    await work(who, { finishedAt: new Date('2026-11-22T22:30:00Z'), clips: 1, minutes: 10 })
    const { outcome, mail } = await send('weekly-summary', who)
    expect(outcome).toBe('queued')
    expect(mail?.subject).toMatch(/^Your week: 2 clips, 1\sh saved$/)
    expect(mail?.text).toMatch(/40\smin of video/)
    expect(mail?.key).toBe(`weekly-summary:week:${who.user.user.id}:2026-11-23`)
  })

  test('week: nothing happened, nothing is sent', async () => {
    const who = await somebody()
    await work(who, { finishedAt: ago(9), clips: 2, minutes: 40 })
    expect((await send('weekly-summary', who)).outcome).toBe('not due')
  })

  test('day 1: only to who made no clip; what they brought is named', async () => {
    const idle = await somebody({ createdAt: ago(1.2) })
    expect((await send('onboarding-day-1', idle)).mail?.subject).toBe('Your first clips are one video away')
    const stuck = await somebody({ createdAt: ago(1.2) })
    await work(stuck, { finishedAt: ago(1), clips: 0, minutes: 3 })
    expect((await send('onboarding-day-1', stuck)).mail?.subject).toContain('Night Shift, episode 41')
    const busy = await somebody({ createdAt: ago(1.2) })
    await work(busy, { finishedAt: ago(1), clips: 1, minutes: 3 })
    expect((await send('onboarding-day-1', busy)).outcome).toBe('not due')
  })

  test('day 3: another text for whoever has tried nothing, clips, captions, or framing too', async () => {
    const subjects = []
    for (const settings of [null, {}, { captions: 'bold' }, { captions: 'bold', aspect: '1:1' }]) {
      const who = await somebody({ createdAt: ago(3) })
      if (settings !== null) await work(who, { finishedAt: ago(2), clips: 2, minutes: 9, settings })
      subjects.push((await send('onboarding-day-3', who)).mail?.subject)
    }
    expect(subjects.every((subject) => (subject ?? '').length > 5)).toBe(true)
    expect(new Set(subjects).size).toBe(4)
  })
})

test('nobody is told of what others made: a workspace that somebody has left, and other people’s work in theirs', async () => {
  const [owner, guest] = [await somebody(), await somebody()]
  await app.ctx.db.membership.create({
    data: { workspaceId: owner.workspace.workspaceId, userId: guest.user.user.id, role: 'editor' },
  })
  const inTheirs = { workspace: owner.workspace, user: guest.user, token: '' }
  await work(inTheirs, { finishedAt: new Date('2026-11-26T12:00:00Z'), clips: 3, minutes: 12 })
  expect((await send('weekly-summary', owner)).outcome).toBe('not due')
  await app.ctx.db.membership.deleteMany({
    where: { workspaceId: owner.workspace.workspaceId, userId: guest.user.user.id },
  })
  expect((await send('weekly-summary', guest)).outcome).toBe('not due')
})
