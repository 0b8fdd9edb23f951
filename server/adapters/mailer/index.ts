import path from 'node:path'
import type { Env } from '@/server/env'
import type { Mailer } from '@/server/ports/mailer'
import { createOutboxMailer } from './outbox'
import { createResendMailer } from './resend'
import { createSmtpMailer } from './smtp'

/** Resend when its key is set, SMTP when its address is set, else an outbox on disk. */
export const createMailer = (env: Env): Mailer => {
  const { MAIL_FROM: from, MAIL_REQUESTS_PER_SECOND: requestsPerSecond, RESEND_WEBHOOK_SECRET: webhookSecret } = env
  if (env.RESEND_API_KEY !== undefined)
    return createResendMailer({ apiKey: env.RESEND_API_KEY, from, webhookSecret, requestsPerSecond })
  if (env.SMTP_URL !== undefined) return createSmtpMailer({ url: env.SMTP_URL, from, requestsPerSecond })
  return createOutboxMailer({ dir: path.join(env.CLIPFORGE_DATA_DIR, 'outbox') })
}
