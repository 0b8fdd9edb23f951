import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import PostalMime, { type Email } from 'postal-mime'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { OutgoingMail } from '@/server/ports/mailer'
import { openResendStandIn, type ResendStandIn } from '@/server/testing/resend-stand-in'
import { openSmtp } from '@/server/testing/smtp-stand-in'
import { describeMailer, type MailStand, type ReceivedMail } from './contract'
import { createOutboxMailer } from './outbox'
import { createResendMailer } from './resend'
import { createSmtpMailer } from './smtp'

const from = 'ClipForge <hello@clipforge.example>'

const openOutbox = async (): Promise<MailStand> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-outbox-'))
  return {
    mailer: createOutboxMailer({ dir }),
    received: async () =>
      Promise.all(
        (await readdir(dir)).map(async (id) => ({ ...JSON.parse(await readFile(path.join(dir, id), 'utf8')), id })),
      ),
    close: () => rm(dir, { recursive: true, force: true }),
  }
}

/** A mail as it came over the wire, and whom the envelope was for. */
type ParsedMail = { readonly mail: Email; readonly recipients: readonly string[] }

const openSmtpStand = async (): Promise<MailStand & { readonly parsed: readonly ParsedMail[] }> => {
  const parsed: ParsedMail[] = []
  const mails = new Map<string, ReceivedMail>()
  const reply = (responseCode: number) => Object.assign(new Error('no'), { responseCode })
  const server = await openSmtp({
    onRcptTo: ({ address }, _session, done) => {
      if (address.endsWith('@refused.example')) return done(reply(550))
      if (address.endsWith('@busy.example')) return done(reply(450))
      return done()
    },
    onData: (stream, session, done) => {
      buffer(stream)
        .then((bytes) => PostalMime.parse(bytes))
        .then((mail) => {
          parsed.push({ mail, recipients: session.envelope.rcptTo.map(({ address }) => address) })
          const [recipient] = session.envelope.rcptTo
          const text = (mail.text ?? '').replace(/\r?\n$/, '')
          const html = (mail.html ?? '').replace(/\r?\n$/, '')
          const id = mail.messageId
          mails.set(id ?? '', { id: id ?? '', to: recipient?.address ?? '', subject: mail.subject ?? '', html, text })
        })
        .then(() => done(), done)
    },
  })
  return {
    parsed,
    mailer: createSmtpMailer({ url: server.url, from }),
    received: async () => [...mails.values()],
    close: server.close,
  }
}

const openResend = async (): Promise<MailStand> => {
  const stand = await openResendStandIn()
  return {
    mailer: createResendMailer({ apiKey: stand.apiKey, from, baseUrl: stand.url }),
    received: async () => stand.delivered,
    close: stand.close,
  }
}

describeMailer('the outbox', { open: openOutbox, canRefuse: false })
describeMailer('SMTP', { open: openSmtpStand, canRefuse: true })
describeMailer('Resend', { open: openResend, canRefuse: true })

const mail = { key: 'k', to: 'a@example.com', subject: 's', html: 'h', text: 't' }

test('a server that is not there, and a key that is wrong, may be mended: the mail is kept', async () => {
  // Before the other one leaves its port: it must not get that.
  const stand = await openResendStandIn()
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address() as AddressInfo
  gone.close()
  await once(gone, 'close')
  const mailers = [
    createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from }),
    createResendMailer({ apiKey: 're_test', from, baseUrl: `http://127.0.0.1:${port}` }),
    createResendMailer({ apiKey: 're_wrong', from, baseUrl: stand.url }),
  ]
  for (const mailer of mailers) await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'mail_unavailable' })
  await stand.close()
})

test('a server that says nothing is given up, not waited for', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const mailers = [
    createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from, timeoutMs: 200 }),
    createResendMailer({ apiKey: 're_test', from, baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 200 }),
  ]
  for (const mailer of mailers) await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'mail_unavailable' })
  silent.close()
  silent.closeAllConnections()
})

test('over SMTP a mail has one recipient, both parts, and the headers that mail programs unsubscribe by', async () => {
  const stand = await openSmtpStand()
  const headers = {
    'List-Unsubscribe':
      '<https://clipforge.example/api/unsubscribe/a-token.of.some-length-that-would-be-folded-into-two-lines>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
  await stand.mailer.send({ ...mail, headers })
  const [got] = stand.parsed
  expect(got?.recipients).toEqual(['a@example.com'])
  expect(got?.mail).toMatchObject({ to: [{ address: 'a@example.com' }], subject: 's' })
  expect([got?.mail.cc, got?.mail.bcc].flat().filter(Boolean)).toEqual([])
  expect(got?.mail.from).toMatchObject({ address: 'hello@clipforge.example', name: 'ClipForge' })
  expect([got?.mail.html?.trim(), got?.mail.text?.trim()]).toEqual(['h', 't'])
  const headerOf = (name: string) => got?.mail.headers.find(({ key }) => key === name.toLowerCase())?.value
  expect(headerOf('List-Unsubscribe')).toBe(headers['List-Unsubscribe'])
  expect(headerOf('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
  await stand.close()
})

describe('Resend', () => {
  let stand: ResendStandIn
  beforeAll(async () => {
    stand = await openResendStandIn()
  })
  afterEach(() => void stand.mishaps.splice(0))
  afterAll(() => stand.close())

  const mailer = () => createResendMailer({ apiKey: stand.apiKey, from, baseUrl: stand.url })
  const send = async (key: string, mails: readonly OutgoingMail[]) => mailer().batch?.send(key, mails)
  const to = (address: string, id?: string): OutgoingMail => ({ ...mail, key: address, to: address, ...(id && { id }) })
  const deliveredTo = (address: string) => stand.delivered.filter((each) => each.to === address)

  test('takes a batch in one request, ids in the order of the mails, and a repeat of it delivers nothing new', async () => {
    const mails = Array.from({ length: 100 }, (_, index) => to(`many-${index}@example.com`, `row-${index}`))
    const before = stand.requests.length
    const ids = await send('batch:many', mails)
    expect(await send('batch:many', mails)).toEqual(ids)
    expect(stand.requests.length - before).toBe(2)
    const got = mails.map((each) => deliveredTo(each.to))
    expect(got.map((each) => each.length)).toEqual(Array(100).fill(1))
    expect(ids).toEqual(got.map(([each]) => ({ providerId: each?.id })))
    expect(got.map(([each]) => each?.tags)).toEqual(mails.map(({ id }) => ({ mail: id })))
  })

  test('refuses a batch whole when one of its mails is bad: nothing of it was sent', async () => {
    const mails = [to('good@example.com'), to('a@refused.example')]
    await expect(send('batch:bad', mails)).rejects.toMatchObject({ code: 'mail_refused' })
    expect(deliveredTo('good@example.com')).toEqual([])
  })

  test('a repeat with other mails is not sent one by one: what went first may have arrived', async () => {
    await send('batch:changed', [to('first@example.com')])
    await expect(send('batch:changed', [to('second@example.com')])).rejects.toMatchObject({ code: 'mail_unavailable' })
  })

  test.each([
    [429, 'rate_limit_exceeded', 7, { retryAfterMs: 7_000 }],
    [429, 'daily_quota_exceeded', undefined, {}],
    [500, 'internal_server_error', undefined, {}],
    [503, 'application_error', 30, { retryAfterMs: 30_000 }],
  ] as const)('%i %s is tried again, after the wait that was asked for', async (status, name, retryAfterS, details) => {
    const mishap = { kind: 'status', status, name, ...(retryAfterS && { retryAfterS }) } as const
    stand.mishaps.push(mishap, mishap)
    await expect(mailer().send(to('later@example.com'))).rejects.toMatchObject({ code: 'mail_unavailable', details })
    await expect(send('batch:later', [to('later@example.com')])).rejects.toMatchObject({
      code: 'mail_unavailable',
      details,
    })
  })
})
