import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createResendMailer } from '@/server/adapters/mailer/resend'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { openResendStandIn, type ResendStandIn } from '@/server/testing/resend-stand-in'
import {
  deliverMail,
  deliverQueuedMail,
  isMailDelayed,
  prepareMail,
  queueMail,
  queueMarketingMail,
  setMailPreference,
} from '.'

let app: TestApp
let stand: ResendStandIn
let letter: Awaited<ReturnType<typeof prepareMail>>
beforeAll(async () => {
  stand = await openResendStandIn()
  const from = 'ClipForge <hello@clipforge.example>'
  const mailer = createResendMailer({
    ...{ apiKey: stand.apiKey, from, baseUrl: stand.url, requestsPerSecond: 1000 },
    // Both ends are in this process: however long that stands still, no request is given up that the stand-in has taken.
    timeoutMs: 120_000,
  })
  app = await openTestApp({ ports: { mailer } })
  app.advance(0)
  const drawn = await prepareMail('sign-in', { url: 'http://localhost:3000/x', lifeMinutes: 15, device: 'Firefox' })
  letter = { ...drawn, template: 'weekly-summary' }
})
afterAll(async () => {
  await stand.close()
  await app.close()
})
beforeEach(async () => {
  await app.ctx.db.mail.deleteMany()
  await app.ctx.db.mailSuppression.deleteMany()
  stand.mishaps.splice(0)
})

let count = 0
/** Campaign mail to somebody new; `to` for an address of another domain. */
type Asked = { readonly userId?: string; readonly to?: string; readonly day?: string; readonly key?: string }
const market = async ({ userId = `u${++count}`, day = '2026-11-30', ...asked }: Asked = {}) => {
  const { to = `${userId}@example.com`, key = `m:${userId}:${day}` } = asked
  const marketing = {
    category: 'summary',
    day,
    headers: { 'List-Unsubscribe': `<http://localhost/${userId}>` },
  } as const
  const isNew = await queueMarketingMail(app.ctx.db, letter, {
    key,
    to,
    userId,
    now: new Date(app.ctx.clock.now()),
    marketing,
  })
  return { key, to, isNew }
}
const cause = async (to: string, template: typeof letter.template = 'processing-complete') => {
  const key = `c:${++count}`
  await queueMail(app.ctx.db, { ...letter, template }, { key, to, userId: null, now: new Date(app.ctx.clock.now()) })
  return key
}
const deliveredTo = (to: string) => stand.delivered.filter((mail) => mail.to === to)
const row = (key: string) => app.ctx.db.mail.findUniqueOrThrow({ where: { key } })

describe('campaign mail', () => {
  test('goes out a hundred in a request, after all mail that somebody waits for', async () => {
    const campaign = await Promise.all(Array.from({ length: 250 }, () => market()))
    await cause('waits@example.com')
    const before = stand.requests.length
    expect(await deliverQueuedMail(app.ctx)).toBe(251)
    expect(stand.requests.slice(before).map(({ path, mails }) => [path, mails])).toEqual([
      ['/emails', 1],
      ['/emails/batch', 100],
      ['/emails/batch', 100],
      ['/emails/batch', 50],
    ])
    for (const { to } of campaign) expect(deliveredTo(to)).toHaveLength(1)
  })

  test('is sent once by ten sweeps at once', async () => {
    const campaign = await Promise.all(Array.from({ length: 120 }, () => market()))
    await Promise.all(Array.from({ length: 10 }, () => deliverQueuedMail(app.ctx)))
    for (const { to, key } of campaign) {
      expect(deliveredTo(to)).toHaveLength(1)
      expect((await row(key)).providerId).toBe(deliveredTo(to)[0]?.id)
    }
  })

  test('is one a day for a person, whatever its key, and one a key whatever the day', async () => {
    expect(await market({ userId: 'one' })).toMatchObject({ isNew: true })
    expect(await market({ userId: 'one', key: 'another campaign' })).toMatchObject({ isNew: false })
    expect(await market({ userId: 'one', day: '2026-12-01' })).toMatchObject({ isNew: true })
    expect(await market({ userId: 'one', day: '2026-12-02', key: 'm:one:2026-11-30' })).toMatchObject({ isNew: false })
    expect(await market({ userId: 'two' })).toMatchObject({ isNew: true })
  })

  test('of a batch in which one address is bad goes out all the same, but to that one', async () => {
    const good = [await market(), await market()]
    const bad = await market({ to: 'nobody@refused.example' })
    expect(await deliverQueuedMail(app.ctx)).toBe(2)
    for (const { to } of good) expect(deliveredTo(to)).toHaveLength(1)
    expect(await row(bad.key)).toMatchObject({ state: 'failed', failure: { code: 'mail_refused' } })
  })

  test('is held back by what happened after it was written: turned off, or an address that came back', async () => {
    const { user } = await app.signIn()
    const off = await market({ userId: user.user.id })
    await setMailPreference(user, { category: 'summary', isWanted: false })
    const bounced = await market()
    await app.ctx.db.mailSuppression.create({ data: { email: bounced.to, reason: 'bounced' } })
    const fine = await market()
    await deliverQueuedMail(app.ctx)
    expect([deliveredTo(off.to), deliveredTo(bounced.to), deliveredTo(fine.to)].map((mails) => mails.length)).toEqual([
      0, 0, 1,
    ])
    expect([(await row(off.key)).state, (await row(bounced.key)).state]).toEqual(['failed', 'failed'])
  })
})

describe('an address that came back or complained', () => {
  test.each(['bounced', 'complained'] as const)('%s: gets links to sign in, and nothing else', async (reason) => {
    const to = `${reason}@example.com`
    await app.ctx.db.mailSuppression.create({ data: { email: to, reason } })
    expect(await deliverMail(app.ctx, await cause(to, 'sign-in'))).toBe('sent')
    expect(await deliverMail(app.ctx, await cause(to, 'processing-complete'))).toBe('failed')
    expect(deliveredTo(to)).toHaveLength(1)
  })
})

describe('a provider that says no', () => {
  test('429 with Retry-After: the sweep keeps quiet for as long as it was asked, then goes on', async () => {
    const mail = await market()
    stand.mishaps.push({ kind: 'status', status: 429, name: 'rate_limit_exceeded', retryAfterS: 90 })
    expect(await deliverQueuedMail(app.ctx)).toBe(0)
    app.advance(89_000)
    expect(await deliverQueuedMail(app.ctx)).toBe(0)
    app.advance(2_000)
    expect(await deliverQueuedMail(app.ctx)).toBe(1)
    expect(deliveredTo(mail.to)).toHaveLength(1)
  })

  test('to a batch: it is tried again as a whole or not at all, whatever breaks while that is written down', async () => {
    const mails = [await market(), await market(), await market()]
    stand.mishaps.push({ kind: 'status', status: 503, name: 'application_error' })
    const { pool } = app.database
    await pool.query(`
      CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the connection broke'; END $$;
      CREATE TRIGGER break BEFORE UPDATE ON "Mail" FOR EACH ROW
        WHEN (NEW.failure IS NOT NULL AND NEW.key = '${mails[2]?.key}') EXECUTE FUNCTION break()`)
    await expect(deliverQueuedMail(app.ctx)).rejects.toThrow()
    await pool.query('DROP TRIGGER break ON "Mail"; DROP FUNCTION break()')
    const rows = await Promise.all(mails.map(({ key }) => row(key)))
    expect(new Set(rows.map(({ dueAt, batchKey }) => `${dueAt.toISOString()} ${batchKey}`)).size).toBe(1)
    app.advance(2 * 60_000)
    expect(await deliverQueuedMail(app.ctx)).toBe(3)
    for (const { to } of mails) expect(deliveredTo(to)).toHaveLength(1)
  })

  test('for a day: every mail is tried with ever longer waits, none is lost on the way, and then it has failed and says why', async () => {
    const [campaign, caused] = [await market(), await cause('patient@example.com', 'processing-complete')]
    const before = stand.requests.length
    for (let hour = 0; hour < 23.5 * 12; hour++) {
      stand.mishaps.splice(0, 9, ...Array(4).fill({ kind: 'status', status: 503, name: 'application_error' }))
      await deliverQueuedMail(app.ctx)
      app.advance(5 * 60_000)
    }
    const asked = stand.requests.length - before
    expect(asked).toBeGreaterThan(20)
    expect(asked).toBeLessThan(60)
    expect([(await row(campaign.key)).state, (await row(caused)).state]).toEqual(['queued', 'queued'])
    stand.mishaps.splice(0)
    app.advance(3 * 3_600_000)
    await deliverQueuedMail(app.ctx)
    expect(await row(caused)).toMatchObject({ state: 'failed', failure: { code: 'too_late' } })
  })

  test('within a day it is delivered, once, with the batch that it was first sent in', async () => {
    const mails = [await market(), await market()]
    for (let hour = 0; hour < 20; hour++) {
      stand.mishaps.splice(0, 9, ...Array(4).fill({ kind: 'status', status: 500, name: 'internal_server_error' }))
      await deliverQueuedMail(app.ctx)
      app.advance(3_600_000)
    }
    const late = await market()
    stand.mishaps.splice(0)
    app.advance(2 * 3_600_000)
    expect(await deliverQueuedMail(app.ctx)).toBe(3)
    const keys = new Set(mails.flatMap(({ to }) => deliveredTo(to).map(({ key }) => key)))
    expect(keys.size).toBe(1)
    expect(keys.has(deliveredTo(late.to)[0]?.key ?? '')).toBe(false)
  })

  test('mail is delayed when what people wait for does not go out, and not any more when it does', async () => {
    expect(await isMailDelayed(app.ctx)).toBe(false)
    const key = await cause('slow@example.com', 'processing-complete')
    stand.mishaps.push({ kind: 'status', status: 503, name: 'application_error' })
    await deliverMail(app.ctx, key)
    app.advance(20_000)
    expect(await isMailDelayed(app.ctx)).toBe(false)
    app.advance(60_000)
    expect(await isMailDelayed(app.ctx)).toBe(true)
    await deliverQueuedMail(app.ctx)
    expect(await isMailDelayed(app.ctx)).toBe(false)
  })
})
