import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emailSamples } from '@/emails'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import {
  deliverMail,
  drawExportReady,
  drawPaymentFailed,
  drawPaymentReceipt,
  drawPlanChanged,
  drawProjectExpiring,
  drawReferralInvite,
  drawReferralReward,
  type Letter,
  queueLetters,
} from '.'

let app: TestApp
let ann: SignedInTester
let bob: SignedInTester
beforeAll(async () => {
  app = await openTestApp()
  ann = await app.signIn({ name: 'Ann' })
  bob = await app.signIn({ name: 'Bob' })
  const { workspaceId } = ann.workspace
  await app.ctx.db.membership.create({ data: { workspaceId, userId: bob.user.user.id, role: 'editor' } })
  await app.ctx.db.user.update({
    where: { id: ann.user.user.id },
    data: { locale: 'de-DE', timeZone: 'Asia/Tokyo' },
  })
})
afterAll(() => app.close())

/** Content of the gallery's samples: what these mails are about comes later. */
const at = (path: string) => `${app.ctx.config.appUrl}${path}`

const letters = (): Readonly<Record<string, () => Promise<readonly Letter[]>>> => {
  const [userId, workspaceId] = [ann.user.user.id, ann.workspace.workspaceId]
  return {
    [`export-ready:ready:${userId}:e1`]: () =>
      drawExportReady(app.ctx, { ...emailSamples('export-ready', at)[0].props, userId, exportId: 'e1' }),
    [`payment-receipt:paid:${userId}:${workspaceId}/CF-2026-0042`]: () =>
      drawPaymentReceipt(app.ctx, { ...emailSamples('payment-receipt', at)[0].props, workspaceId }),
    [`payment-failed:retry:${userId}:${workspaceId}/in_1.2`]: () =>
      drawPaymentFailed(app.ctx, {
        ...emailSamples('payment-failed', at)[0].props,
        workspaceId,
        invoiceId: 'in_1',
        attempt: 2,
      }),
    [`plan-changed:upgraded:${userId}:${workspaceId}/evt_1`]: () =>
      drawPlanChanged(app.ctx, { ...emailSamples('plan-changed', at)[0].props, workspaceId, changeId: 'evt_1' }),
    [`referral-reward:earned:${userId}:r1`]: () =>
      drawReferralReward(app.ctx, { ...emailSamples('referral-reward', at)[0].props, userId, referralId: 'r1' }),
    [`project-expiring:ahead:${userId}:p1/2026-12-05`]: () =>
      drawProjectExpiring(app.ctx, { ...emailSamples('project-expiring', at)[0].props, userId, projectId: 'p1' }),
  }
}

describe('a letter whose cause comes later', () => {
  test('goes to whom it concerns, once for its cause, however often that is told', async () => {
    for (const [key, draw] of Object.entries(letters())) {
      const keys = await app.ctx.db.$transaction(async (tx) => queueLetters(tx, await draw()))
      expect(keys).toEqual([key])
      expect(await app.ctx.db.$transaction(async (tx) => queueLetters(tx, await draw()))).toEqual([key])
      expect(await deliverMail(app.ctx, key)).toBe('sent')
      const rows = await app.ctx.db.mail.findMany({ where: { key }, select: { to: true, userId: true } })
      expect(rows).toEqual([{ to: ann.user.user.email, userId: ann.user.user.id }])
    }
    expect(await app.ctx.db.mail.count({ where: { userId: bob.user.user.id, template: { not: 'welcome' } } })).toBe(0)
  })

  test('is written by its reader’s own clock and in their figures', async () => {
    const [letter] = await drawPaymentReceipt(app.ctx, {
      ...emailSamples('payment-receipt', at)[0].props,
      workspaceId: ann.workspace.workspaceId,
      paidAt: new Date('2026-12-01T20:00:00Z'),
      totalMinor: 141_372,
    })
    expect(letter?.content.subject).toContain('1.413,72\u00a0€')
    expect(letter?.content.text).toContain('Paid on: 2 December 2026')
  })

  test('is not there when its cause was rolled back', async () => {
    const drawn = await drawExportReady(app.ctx, {
      ...emailSamples('export-ready', at)[0].props,
      userId: ann.user.user.id,
      exportId: 'undone',
    })
    await expect(
      app.ctx.db.$transaction(async (tx) => {
        await queueLetters(tx, drawn)
        throw new Error('the cause failed')
      }),
    ).rejects.toThrow('the cause failed')
    expect(await app.ctx.db.mail.count({ where: { key: { endsWith: ':undone' } } })).toBe(0)
  })

  test('goes to a friend’s address without an account, and to nobody for an inviter who is gone', async () => {
    const invite = {
      ...emailSamples('referral-invite', at)[0].props,
      inviterId: ann.user.user.id,
      referralId: 'r1',
      to: 'friend@example.com',
    }
    const keys = await app.ctx.db.$transaction(async (tx) =>
      queueLetters(tx, await drawReferralInvite(app.ctx, invite)),
    )
    expect(keys).toEqual([`referral-invite:friend:${ann.user.user.id}:r1`])
    const row = await app.ctx.db.mail.findUniqueOrThrow({ where: { key: keys[0] ?? '' } })
    expect([row.to, row.userId]).toEqual(['friend@example.com', null])
    const nobody = '00000000-0000-7000-8000-000000000000'
    expect(await drawReferralInvite(app.ctx, { ...invite, inviterId: nobody })).toEqual([])
    expect(
      await drawExportReady(app.ctx, {
        ...emailSamples('export-ready', at)[0].props,
        userId: nobody,
        exportId: 'e1',
      }),
    ).toEqual([])
  })
})
