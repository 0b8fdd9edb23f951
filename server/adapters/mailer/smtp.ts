import nodemailer from 'nodemailer'
import SMTPTransport from 'nodemailer/lib/smtp-transport/index.js'
import { DomainError } from '@/server/errors'
import type { Mailer } from '@/server/ports/mailer'
import { idOfKey, requireOneRecipient } from './recipient'

type Options = {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  readonly url: string
  /** "ClipForge <hello@example.com>" */
  readonly from: string
  /** Ten: what most servers take from one sender without slowing them down. */
  readonly requestsPerSecond?: number | undefined
  readonly timeoutMs?: number
}

/**
 * Any SMTP server. SMTP knows no idempotency key: a repeated mail carries the same Message-ID, by which mailboxes know it for the same.
 */
export const createSmtpMailer = ({ url, from, requestsPerSecond = 10, timeoutMs = 15_000 }: Options): Mailer => {
  // Given an address, `createTransport` itself would drop every option beside it.
  const connection = new SMTPTransport({
    url,
    connectionTimeout: Math.min(timeoutMs, 3_000),
    greetingTimeout: Math.min(timeoutMs, 10_000),
    socketTimeout: timeoutMs,
    // Content is ours alone: nothing in it may make nodemailer read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const transport = nodemailer.createTransport(connection)
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    id: 'smtp',
    requestsPerSecond,
    send: async (mail) => {
      requireOneRecipient(mail)
      const providerId = `${idOfKey(mail.key)}@${domain}`
      const { to, subject, html, text } = mail
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          html,
          text,
          messageId: `<${providerId}>`,
          headers: { ...mail.headers },
        })
      } catch (cause) {
        throw asMailError(cause)
      }
      return { providerId }
    },
  }
}

/** 5xx to the recipient or the content is for good; anything else (network, sign-in, 4xx) may be mended. */
const asMailError = (cause: unknown): DomainError => {
  const { responseCode, command } = cause as { readonly responseCode?: number; readonly command?: string }
  const isRefused = (responseCode ?? 0) >= 500 && (command === 'RCPT TO' || command === 'DATA')
  return isRefused
    ? new DomainError('mail_refused', 'The mail server does not accept mail for this address.', { cause })
    : new DomainError('mail_unavailable', 'Mail cannot be sent right now. It is kept and tried again.', { cause })
}
