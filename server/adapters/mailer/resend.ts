import { type ErrorResponse, Resend } from 'resend'
import { DomainError } from '@/server/errors'
import type { Mailer, OutgoingMail } from '@/server/ports/mailer'
import { readRetryAfterMs } from '@/server/service-answer'
import { requireOneRecipient } from './recipient'
import { readResendReport } from './resend-report'

type Options = {
  readonly apiKey: string
  readonly from: string
  /** "whsec_…": without it reports are not read. */
  readonly webhookSecret?: string | undefined
  /** What an account may ask a second, all its programs together: two until Resend is asked for more. */
  readonly requestsPerSecond?: number | undefined
  /** Resend's own unless a test names another. */
  readonly baseUrl?: string
  readonly timeoutMs?: number
}

/** Resend's own limit of mails in a request. */
const maxMails = 100

/** Resend, which delivers a repeated idempotency key once; it remembers a key for a day. */
export const createResendMailer = ({
  apiKey,
  from,
  webhookSecret,
  requestsPerSecond = 2,
  baseUrl,
  timeoutMs = 10_000,
}: Options): Mailer => {
  const client = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl })
  const options = (idempotencyKey: string) => ({ idempotencyKey, signal: AbortSignal.timeout(timeoutMs) })
  return {
    id: 'resend',
    requestsPerSecond,
    send: async (mail) => {
      requireOneRecipient(mail)
      const { data, error, headers } = await client.emails.send(toPayload(mail, from), options(mail.key))
      if (error !== null) throw asMailError(error, headers)
      return { providerId: data.id }
    },
    batch: {
      maxMails,
      send: async (key, mails) => {
        for (const mail of mails) requireOneRecipient(mail)
        const payload = mails.map((mail) => toPayload(mail, from))
        const { data, error, headers } = await client.batch.send(payload, options(key))
        // A repeat that differs from what went first: whether that arrived is not known, so that it must not go out one by one.
        if (error?.name === 'invalid_idempotent_request') throw unavailable(error, headers)
        if (error !== null) throw asMailError(error, headers)
        return data.data.map(({ id }) => ({ providerId: id }))
      },
    },
    ...(webhookSecret === undefined
      ? {}
      : { readReport: (call) => readResendReport(client.webhooks, webhookSecret, call) }),
  }
}

const toPayload = ({ id, to, subject, html, text, headers }: OutgoingMail, from: string) => ({
  from,
  to,
  subject,
  html,
  text,
  ...(headers === undefined ? {} : { headers: { ...headers } }),
  // Comes back in every report, also in one that is quicker than our own note of Resend's id.
  ...(id === undefined ? {} : { tags: [{ name: 'mail', value: id }] }),
})

type AnswerHeaders = Readonly<Record<string, string>> | null

/** What Resend says about the mail itself is for good; a wrong key, a limit or an outage may be mended. */
const asMailError = (cause: ErrorResponse, headers: AnswerHeaders): DomainError =>
  cause.statusCode === 400 || cause.statusCode === 422 || cause.name === 'invalid_idempotent_request'
    ? new DomainError('mail_refused', 'The mail service does not accept this mail.', { cause })
    : unavailable(cause, headers)

const unavailable = (cause: ErrorResponse, headers: AnswerHeaders): DomainError => {
  const retryAfterMs = readRetryAfterMs(headers?.['retry-after'], Date.now())
  return new DomainError('mail_unavailable', 'Mail cannot be sent right now. It is kept and tried again.', {
    cause,
    ...(retryAfterMs === null || retryAfterMs === 0 ? {} : { details: { retryAfterMs } }),
  })
}
