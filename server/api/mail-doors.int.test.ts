import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createResendMailer } from '@/server/adapters/mailer/resend'
import { deliverMail, getMailPreferences, marketingLinks, prepareMail, queueMail } from '@/server/notifications'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import {
  type DeliveredMail,
  openResendStandIn,
  type ReportOptions,
  type ResendStandIn,
} from '@/server/testing/resend-stand-in'
import { serveMailReport } from './serve-mail-report'
import { serveUnsubscribe } from './serve-unsubscribe'

let app: TestApp
let stand: ResendStandIn
let reader: SignedInTester
beforeAll(async () => {
  stand = await openResendStandIn()
  const mailer = createResendMailer({
    apiKey: stand.apiKey,
    from: 'ClipForge <hello@clipforge.example>',
    webhookSecret: stand.webhookSecret,
    baseUrl: stand.url,
  })
  app = await openTestApp({ ports: { mailer } })
  reader = await app.signIn()
})
afterAll(async () => {
  await stand.close()
  await app.close()
})

let count = 0
/** A mail that Resend has, as it has it. */
const sentMail = async (): Promise<DeliveredMail> => {
  const to = `reader-${++count}@example.com`
  const letter = await prepareMail('sign-in', { url: 'http://localhost:3000/x', lifeMinutes: 15, device: 'Firefox' })
  await queueMail(app.ctx.db, letter, { key: `k:${count}`, to, userId: null, now: new Date() })
  await deliverMail(app.ctx, `k:${count}`)
  const mail = stand.delivered.find((each) => each.to === to)
  if (mail === undefined) throw new Error('The mail did not arrive.')
  return mail
}
const report = async (mail: DeliveredMail, type: string, extra?: object, options?: ReportOptions) =>
  serveMailReport(stand.report(mail, type, extra, options), app.ctx)
/** How many calls were turned away, as the figures have it. */
const refusals = async (): Promise<number> => {
  const read = await app.ctx.ports.metrics.read()
  const found = read.find(({ name, labels }) => name === 'webhook_in_total' && labels.outcome === 'refused')
  return found !== undefined && found.kind !== 'histogram' ? found.value : 0
}
const row = (mail: DeliveredMail) => app.ctx.db.mail.findFirstOrThrow({ where: { to: mail.to } })
const suppression = (mail: DeliveredMail) => app.ctx.db.mailSuppression.findUnique({ where: { email: mail.to } })
const permanent = { bounce: { type: 'Permanent', subType: 'General', message: 'No such mailbox.' } }
const transient = { bounce: { type: 'Transient', subType: 'MailboxFull', message: 'The mailbox is full.' } }

describe('a report of the mail service', () => {
  test('delivered: it is on the mail', async () => {
    const mail = await sentMail()
    expect((await report(mail, 'email.delivered')).status).toBe(200)
    expect(await row(mail)).toMatchObject({ state: 'sent', outcome: 'delivered' })
    expect(await suppression(mail)).toBeNull()
  })

  test('row 96: an address that is not there gets no more mail; one whose mailbox is full does', async () => {
    const [gone, full] = [await sentMail(), await sentMail()]
    await report(gone, 'email.bounced', permanent)
    await report(full, 'email.bounced', transient)
    expect([(await row(gone)).outcome, (await row(full)).outcome]).toEqual(['bounced', 'bounced'])
    expect([(await suppression(gone))?.reason, await suppression(full)]).toEqual(['bounced', null])
    expect(await app.ctx.db.mailEvent.findFirst({ where: { mail: { to: gone.to } } })).toMatchObject({
      note: 'No such mailbox.',
    })
  })

  test('a complaint outranks what came before and what comes after it, in whatever order they arrive', async () => {
    const mail = await sentMail()
    await report(mail, 'email.complained')
    await report(mail, 'email.delivered')
    await report(mail, 'email.delivery_delayed')
    expect((await row(mail)).outcome).toBe('complained')
    expect((await suppression(mail))?.reason).toBe('complained')
  })

  test('a link to sign in that arrives shows that an address works again', async () => {
    const mail = await sentMail()
    await report(mail, 'email.bounced', permanent, { atMs: Date.now() - 60_000 })
    expect(await suppression(mail)).not.toBeNull()
    await report(mail, 'email.delivered')
    expect(await suppression(mail)).toBeNull()
  })

  test('row 95: the same call twenty times at once has one effect', async () => {
    const mail = await sentMail()
    const calls = Array.from({ length: 20 }, () => report(mail, 'email.bounced', permanent, { id: 'msg_same' }))
    const answers = await Promise.all((await Promise.all(calls)).map((answer) => answer.json()))
    expect(answers.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1)
    expect(answers.filter(({ outcome }) => outcome === 'seen')).toHaveLength(19)
    expect(await app.ctx.db.mailEvent.count({ where: { mail: { to: mail.to } } })).toBe(1)
  })

  test('that is quicker than our own note of the id finds its mail by the mail’s own', async () => {
    const mail = await sentMail()
    await app.ctx.db.mail.updateMany({ where: { to: mail.to }, data: { state: 'queued', providerId: null } })
    await report(mail, 'email.delivered')
    expect((await row(mail)).outcome).toBe('delivered')
  })

  test('about mail that is not ours, or of a kind that we don’t act on, is taken and forgotten', async () => {
    const mail = { ...(await sentMail()), id: 'unknown', tags: {}, to: 'stranger@example.com' }
    expect(await (await report(mail, 'email.delivered')).json()).toEqual({ outcome: 'recorded' })
    expect(await (await report(mail, 'email.opened')).json()).toEqual({ outcome: 'ignored' })
    expect(await (await report(mail, 'contact.created')).json()).toEqual({ outcome: 'ignored' })
  })

  const later = 6 * 60_000
  test.each([
    [
      'signed with another secret',
      () => ({ secret: `whsec_${Buffer.from('another secret of 24 byt').toString('base64')}` }),
    ],
    // By the clock of the call, not of the moment at which this table was made.
    ['six minutes old', () => ({ atMs: Date.now() - later })],
    ['from six minutes ahead', () => ({ atMs: Date.now() + later })],
  ])('row 95: %s is refused and changes nothing', async (_, options) => {
    const mail = await sentMail()
    const before = await refusals()
    expect((await report(mail, 'email.bounced', permanent, options())).status).toBe(400)
    expect([(await row(mail)).outcome, await suppression(mail)]).toEqual([null, null])
    expect(await refusals()).toBe(before + 1)
  })

  test('row 95: unsigned, changed on the way, too large, not text, or no POST: refused', async () => {
    const mail = await sentMail()
    const signed = stand.report(mail, 'email.bounced', permanent)
    const send = async (body: BodyInit, headers: HeadersInit = signed.headers) =>
      (await serveMailReport(new Request(signed.url, { method: 'POST', body, headers }), app.ctx)).status
    const body = await signed.clone().text()
    expect(await send(body, {})).toBe(400)
    expect(await send(body.replace('Permanent', 'permanent'))).toBe(400)
    expect(await send(`${body} `)).toBe(400)
    expect(await send('x'.repeat(300_000))).toBe(413)
    expect(await send(new Uint8Array([0x7b, 0xff, 0xfe]))).toBe(400)
    expect((await serveMailReport(new Request(signed.url), app.ctx)).status).toBe(400)
    expect(await suppression(mail)).toBeNull()
    expect(await send(body)).toBe(200)
  })

  test('has no door where no mail service reports', async () => {
    const { readReport: _, ...deaf } = app.ctx.ports.mailer
    const ctx = { ...app.ctx, ports: { ...app.ctx.ports, mailer: deaf } }
    expect((await serveMailReport(stand.report(await sentMail(), 'email.bounced', permanent), ctx)).status).toBe(404)
  })
})

describe('unsubscribing', () => {
  const linksOf = (category: 'summary' | 'trial' = 'summary') =>
    marketingLinks(app.ctx, { userId: reader.user.user.id, category })
  const oneClickUrl = () => /^<(.*)>$/.exec(linksOf().headers['List-Unsubscribe'])?.[1] ?? ''
  const tokenOf = (url: string) => url.split('/').at(-1) ?? ''
  const call = (url: string, init: RequestInit = {}) => serveUnsubscribe(new Request(url, init), app.ctx, tokenOf(url))
  const post = (url: string, fields: Record<string, string | string[]>) =>
    call(url, {
      method: 'POST',
      body: new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each])),
      ),
    })
  const wanted = async () =>
    (await getMailPreferences(reader.user)).filter(({ isWanted }) => isWanted).map(({ category }) => category)
  afterEach(async () => void (await app.ctx.db.mailPreference.deleteMany()))

  test('row 94: opening the address changes nothing and leads to the page', async () => {
    const answer = await call(oneClickUrl())
    expect([answer.status, answer.headers.get('location')]).toEqual([303, linksOf().unsubscribeUrl])
    expect((await call(oneClickUrl(), { method: 'HEAD' })).status).toBe(303)
    expect(await wanted()).toHaveLength(4)
  })

  test('row 94: one click of a mail program works signed out, from anywhere, in both forms, and as often as it likes', async () => {
    const oneClick = { 'List-Unsubscribe': 'One-Click' }
    for (let times = 0; times < 3; times++) expect((await post(oneClickUrl(), oneClick)).status).toBe(200)
    expect(await wanted()).toEqual(['onboarding', 'trial', 'inactivity'])
    await app.ctx.db.mailPreference.deleteMany()
    const body = new FormData()
    body.set('List-Unsubscribe', 'One-Click')
    expect(
      (await call(oneClickUrl(), { method: 'POST', body, headers: { origin: 'https://mail.example' } })).status,
    ).toBe(200)
    expect(await wanted()).toEqual(['onboarding', 'trial', 'inactivity'])
  })

  test('row 94: a forged token is refused: another person, another kind, no signature, cut off, rubbish', async () => {
    const [userId, category, signature = ''] = tokenOf(oneClickUrl()).split('.')
    const other = await app.signIn()
    const forged = [
      `${other.user.user.id}.${category}.${signature}`,
      `${userId}.trial.${signature}`,
      `${userId}.${category}.`,
      `${userId}.${category}`,
      `${userId}.${category}.${signature.slice(0, -1)}`,
      `${userId}.${category}.${signature}.x`,
      '',
      '..',
    ]
    for (const token of forged) {
      const url = `http://localhost:3000/api/unsubscribe/${token}`
      const answer = await serveUnsubscribe(
        new Request(url, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }),
        app.ctx,
        token,
      )
      expect([token, answer.status]).toEqual([token, 400])
    }
    expect(await app.ctx.db.mailPreference.count()).toBe(0)
  })

  test('the page’s button does it and leads back; the other page’s form sets every kind at once', async () => {
    const pressed = await post(oneClickUrl(), { do: 'unsubscribe' })
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, `${linksOf().unsubscribeUrl}?done=1`])
    expect(await wanted()).toEqual(['onboarding', 'trial', 'inactivity'])
    const saved = await post(oneClickUrl(), { do: 'save', wanted: ['summary', 'no such kind'] })
    expect(saved.headers.get('location')).toBe(`${linksOf().preferencesUrl}?saved=1`)
    expect(await wanted()).toEqual(['summary'])
  })

  test('what says nothing, is no form, or is too large changes nothing', async () => {
    expect((await post(oneClickUrl(), {})).status).toBe(400)
    expect((await post(oneClickUrl(), { 'List-Unsubscribe': 'Two-Clicks' })).status).toBe(400)
    expect(
      (await call(oneClickUrl(), { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(400)
    expect((await post(oneClickUrl(), { do: 'save', wanted: 'x'.repeat(20_000) })).status).toBe(413)
    expect(await wanted()).toHaveLength(4)
  })

  test('somebody whose account is gone is told that it worked', async () => {
    const gone = await app.signIn()
    const url = marketingLinks(app.ctx, { userId: gone.user.user.id, category: 'trial' }).headers[
      'List-Unsubscribe'
    ].slice(1, -1)
    await app.ctx.db.user.delete({ where: { id: gone.user.user.id } })
    expect((await post(url, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200)
  })
})
