import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { buffer, json } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { expect, test } from 'vitest'
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

const openSmtp = async (): Promise<MailStand> => {
  const mails = new Map<string, ReceivedMail>()
  const reply = (responseCode: number) => Object.assign(new Error('no'), { responseCode })
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      if (address.endsWith('@refused.example')) return done(reply(550))
      if (address.endsWith('@busy.example')) return done(reply(450))
      return done()
    },
    onData: (stream, session, done) => {
      buffer(stream)
        .then((bytes) => PostalMime.parse(bytes))
        .then((mail) => {
          const [recipient] = session.envelope.rcptTo
          const text = (mail.text ?? '').replace(/\r?\n$/, '')
          const html = (mail.html ?? '').replace(/\r?\n$/, '')
          const id = mail.messageId
          mails.set(id ?? '', { id: id ?? '', to: recipient?.address ?? '', subject: mail.subject ?? '', html, text })
        })
        .then(() => done(), done)
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from }),
    received: async () => [...mails.values()],
    close: async () => {
      server.close()
      await once(server.server, 'close')
    },
  }
}

type ResendMail = Omit<ReceivedMail, 'id' | 'to'> & { readonly to: string | string[] }

/** Resend's wire protocol as its documentation states it: POST /emails, a bearer key, an Idempotency-Key, errors as JSON. */
const openResend = async (): Promise<MailStand & { readonly url: string }> => {
  const mails = new Map<string, ReceivedMail>()
  const answer = async (request: IncomingMessage): Promise<readonly [number, object]> => {
    const refusal = (statusCode: number, name: string) => [statusCode, { statusCode, name, message: name }] as const
    if (request.method !== 'POST' || request.url !== '/emails') return refusal(405, 'method_not_allowed')
    if (request.headers.authorization !== 'Bearer re_test') return refusal(403, 'invalid_api_key')
    const mail = (await json(request)) as ResendMail
    const to = [mail.to].flat()[0] ?? ''
    if (to.endsWith('@refused.example')) return refusal(422, 'validation_error')
    if (to.endsWith('@busy.example')) return refusal(429, 'rate_limit_exceeded')
    const key = String(request.headers['idempotency-key'])
    const id = mails.get(key)?.id ?? crypto.randomUUID()
    mails.set(key, { ...mail, id, to })
    return [200, { id }]
  }
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    mailer: createResendMailer({ apiKey: 're_test', from, baseUrl: url }),
    received: async () => [...mails.values()],
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

describeMailer('the outbox', { open: openOutbox, canRefuse: false })
describeMailer('SMTP', { open: openSmtp, canRefuse: true })
describeMailer('Resend', { open: openResend, canRefuse: true })

const mail = { key: 'k', to: 'a@example.com', subject: 's', html: 'h', text: 't' }

test('a server that is not there, and a key that is wrong, may be mended: the mail is kept', async () => {
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address() as AddressInfo
  gone.close()
  await once(gone, 'close')
  const stand = await openResend()
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
