import path from 'node:path'
import type { Env } from '@/server/env'
import type { Mailer } from '@/server/ports/mailer'
import { createOutboxMailer } from './outbox'
import { createResendMailer } from './resend'
import { createSmtpMailer } from './smtp'

/** Resend when its key is set, SMTP when its address is set, else an outbox on disk. */
export const createMailer = (env: Env): Mailer => {
  const from = env.MAIL_FROM
  if (env.RESEND_API_KEY !== undefined) return createResendMailer({ apiKey: env.RESEND_API_KEY, from })
  if (env.SMTP_URL !== undefined) return createSmtpMailer({ url: env.SMTP_URL, from })
  return createOutboxMailer({ dir: path.join(env.CLIPFORGE_DATA_DIR, 'outbox') })
}
