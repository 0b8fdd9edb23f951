import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { closeProject } from '@/server/pipeline'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { createFinishedProject } from '@/server/testing/finished-project'
import { endTrials, releaseCredits, reserveCredits, settleCredits, warnOfLowCredits } from './index'

const dayMs = 86_400_000

let app: TestApp
let ctx: WorkspaceContext
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  ctx = (await app.signIn()).workspace
})

const attempt = (projectId: string) => ({
  workspaceId: ctx.workspaceId,
  projectId: `${projectId}-${ctx.workspaceId}`,
  attempt: 1,
})
const reserve = (project: string, credits: number) =>
  ctx.db.$transaction((tx) => reserveCredits(tx, { ...attempt(project), credits, title: 'A talk' }))
const settle = (project: string, minutes: number) =>
  ctx.db.$transaction(async (tx) => {
    await settleCredits(tx, attempt(project), { durationMs: minutes * 60_000, title: 'A talk' })
    return warnOfLowCredits(tx, ctx, ctx)
  })
const use = async (project: string, minutes: number) => {
  await reserve(project, minutes)
  return settle(project, minutes)
}
const mails = async () =>
  (
    await ctx.db.mail.findMany({
      where: { template: 'credits-low', userId: ctx.user.id },
      orderBy: { id: 'asc' },
      select: { subject: true },
    })
  ).map(({ subject }) => subject)

describe('owners are written to', () => {
  test('once at four fifths of the trial’s 150 credits and once when all are used', async () => {
    await use('a', 119)
    expect(await mails()).toEqual([])
    await use('b', 1)
    expect(await mails()).toEqual(["30 credits left in Tess's workspace"])
    await use('c', 20)
    expect(await mails()).toHaveLength(1)
    await use('d', 10)
    expect(await mails()).toEqual(["30 credits left in Tess's workspace", "Tess's workspace has used all its credits"])
  })

  test('of all at once when a single project takes all', async () => {
    await use('a', 150)
    expect(await mails()).toEqual(["Tess's workspace has used all its credits"])
  })

  test('not for credits that are only held: they may come back', async () => {
    await reserve('held', 148)
    await use('a', 1)
    expect(await mails()).toEqual([])
    await ctx.db.$transaction(async (tx) => {
      await releaseCredits(tx, attempt('held'), 'It failed')
      expect(await warnOfLowCredits(tx, ctx, ctx)).toEqual([])
    })
  })

  test('once, however often and by however many it is asked for', async () => {
    await use('a', 130)
    await Promise.all(
      Array.from({ length: 5 }, () =>
        ctx.db.$transaction((tx) => warnOfLowCredits(tx, ctx, ctx), { maxWait: 20_000, timeout: 20_000 }),
      ),
    )
    expect(await mails()).toHaveLength(1)
  })

  test('again in the next month, which counts from nothing', async () => {
    await use('a', 130)
    app.advance(8 * dayMs)
    await endTrials(app.ctx)
    await use('b', 40)
    expect(await mails()).toHaveLength(1)
    await use('c', 10)
    expect(await mails()).toEqual(["20 credits left in Tess's workspace", "10 credits left in Tess's workspace"])
  })

  test('and not at all when the settling is rolled back', async () => {
    await reserve('a', 150)
    await expect(
      ctx.db.$transaction(async (tx) => {
        await settleCredits(tx, attempt('a'), { durationMs: 150 * 60_000, title: 'A talk' })
        expect(await warnOfLowCredits(tx, ctx, ctx)).toHaveLength(1)
        throw new Error('the process died')
      }),
    ).rejects.toThrow('the process died')
    expect(await mails()).toEqual([])
  })
})

test('a project that ends brings the mail with it, and it is sent', async () => {
  const { projectId } = await createFinishedProject(ctx, { clips: ['ready'] })
  await ctx.db.project.update({
    where: { id: projectId },
    data: { status: 'working', source: { update: { durationMs: 140 * 60_000 } } },
  })
  await ctx.db.projectStage.create({ data: { projectId, workspaceId: ctx.workspaceId, stage: 'clips', state: 'done' } })
  await ctx.db.$transaction((tx) =>
    reserveCredits(tx, { workspaceId: ctx.workspaceId, projectId, attempt: 1, credits: 140, title: 'A talk' }),
  )
  expect(await closeProject(app.ctx, { projectId, workspaceId: ctx.workspaceId })).toBe('ready')
  const mail = await ctx.db.mail.findFirstOrThrow({ where: { template: 'credits-low', userId: ctx.user.id } })
  expect(mail).toMatchObject({
    key: `credits-low:80:${ctx.user.id}:${ctx.workspaceId}/trial:${ctx.workspaceId}`,
    to: ctx.user.email,
    state: 'sent',
  })
  expect(mail.text).toContain('140 used\n10 left\n150 in the Starter trial')
})
