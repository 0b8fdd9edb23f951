import { type ErrorResponse, Resend } from 'resend'
import { DomainError } from '@/server/errors'
import type { Mailer } from '@/server/ports/mailer'
import { requireOneRecipient } from './recipient'

type Options = {
  readonly apiKey: string
  readonly from: string
  /** Resend's own unless a test names another. */
  readonly baseUrl?: string
  readonly timeoutMs?: number
}

/** Resend, which delivers a repeated idempotency key once. */
export const createResendMailer = ({ apiKey, from, baseUrl, timeoutMs = 15_000 }: Options): Mailer => {
  const client = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl })
  return {
    id: 'resend',
    send: async (mail) => {
      requireOneRecipient(mail)
      const { to, subject, html, text, headers } = mail
      const { data, error } = await client.emails.send(
        { from, to, subject, html, text, ...(headers === undefined ? {} : { headers: { ...headers } }) },
        { idempotencyKey: mail.key, signal: AbortSignal.timeout(timeoutMs) },
      )
      if (error !== null) throw asMailError(error)
      return { providerId: data.id }
    },
  }
}

/** What Resend says about the mail itself is for good; a wrong key, a limit or an outage may be mended. */
const asMailError = (cause: ErrorResponse): DomainError =>
  cause.statusCode === 400 || cause.statusCode === 422 || cause.name === 'invalid_idempotent_request'
    ? new DomainError('mail_refused', 'The mail service does not accept this mail.', { cause })
    : new DomainError('mail_unavailable', 'Mail cannot be sent right now. It is kept and tried again.', { cause })
