import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DomainError, type ErrorCode } from '@/server/errors'
import type { Mailer, OutgoingMail } from '@/server/ports/mailer'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { deliverMail, deliverQueuedMail, type PreparedMail, prepareMail, queueMail } from '.'

/** A provider whose next answers are chosen by the test. */
const sent: OutgoingMail[] = []
const answers: (ErrorCode | 'ok')[] = []
const mailer: Mailer = {
  id: 'smtp',
  send: async (mail) => {
    const answer = answers.shift() ?? 'ok'
    if (answer !== 'ok') throw new DomainError(answer, 'The provider said no.')
    sent.push(mail)
    return { providerId: `id-of-${mail.key}` }
  },
}

let app: TestApp
let letter: PreparedMail
beforeAll(async () => {
  app = await openTestApp({ ports: { mailer } })
  // Time stands still but where a test lets it go on: no wait is over because the machine was busy.
  app.advance(0)
  letter = await prepareMail('sign-in', {
    url: 'http://localhost:3000/x?token=s3cret',
    lifeMinutes: 15,
    device: 'Firefox',
  })
})
afterAll(() => app.close())
beforeEach(async () => {
  sent.length = 0
  answers.length = 0
  await app.ctx.db.mail.deleteMany()
})

const queue = (key: string, mail: PreparedMail = letter) =>
  app.ctx.db.$transaction((tx) =>
    queueMail(tx, mail, { key, to: 'a@example.com', userId: null, now: new Date(app.ctx.clock.now()) }),
  )
const row = (key: string) => app.ctx.db.mail.findUniqueOrThrow({ where: { key } })

describe('a mail', () => {
  test('is there when its cause is, and not when that was rolled back', async () => {
    await expect(
      app.ctx.db.$transaction(async (tx) => {
        await queueMail(tx, letter, { key: 'undone', to: 'a@example.com', userId: null, now: new Date() })
        throw new Error('the cause failed')
      }),
    ).rejects.toThrow('the cause failed')
    expect(await app.ctx.db.mail.count()).toBe(0)
  })

  test('of one key is written once and sent once, however often both are asked for', async () => {
    await Promise.all([queue('once'), queue('once'), queue('once')])
    expect(await app.ctx.db.mail.count()).toBe(1)
    await Promise.all(Array.from({ length: 10 }, () => deliverMail(app.ctx, 'once')))
    await deliverQueuedMail(app.ctx)
    expect(sent.map(({ key }) => key)).toEqual(['once'])
    expect(await row('once')).toMatchObject({ state: 'sent', attempts: 1, providerId: 'id-of-once' })
  })

  test('that opens something leaves the table once its reader has it', async () => {
    await queue('secret')
    expect((await row('secret')).text).toContain('s3cret')
    await deliverMail(app.ctx, 'secret')
    const { html, text } = await row('secret')
    expect([html, text]).toEqual(['', ''])
    expect(sent[0]?.text).toContain('s3cret')
  })

  test('whose provider is away waits longer each time, and goes out when it is back', async () => {
    await queue('patient')
    answers.push('mail_unavailable', 'mail_unavailable')
    expect(await deliverMail(app.ctx, 'patient')).toBe('queued')
    expect(await deliverQueuedMail(app.ctx)).toBe(0)
    expect((await row('patient')).attempts).toBe(1)
    app.advance(30_000)
    await deliverQueuedMail(app.ctx)
    expect(await row('patient')).toMatchObject({ attempts: 2, state: 'queued', failure: { code: 'mail_unavailable' } })
    app.advance(60_000)
    await deliverQueuedMail(app.ctx)
    expect((await row('patient')).attempts).toBe(2)
    app.advance(60_000)
    expect(await deliverQueuedMail(app.ctx)).toBe(1)
  })

  test('that is refused for good is not tried again, and says so', async () => {
    await queue('refused')
    answers.push('mail_refused')
    expect(await deliverMail(app.ctx, 'refused')).toBe('failed')
    app.advance(86_400_000)
    expect(await deliverQueuedMail(app.ctx)).toBe(0)
    expect(await row('refused')).toMatchObject({ state: 'failed', failure: { code: 'mail_refused' }, text: '' })
  })

  test('with a link to sign in is given up when the link is over', async () => {
    await queue('late')
    answers.push(...Array<ErrorCode>(9).fill('mail_unavailable'))
    for (let round = 0; round < 9; round++) {
      await deliverQueuedMail(app.ctx)
      app.advance(600_000)
    }
    expect(await row('late')).toMatchObject({ state: 'failed' })
    // Asked at once and after ten minutes; after twenty it would have brought a dead link.
    expect(answers).toHaveLength(7)
  })
})
