import { createHash } from 'node:crypto'
import { DomainError } from '@/server/errors'
import type { OutgoingMail } from '@/server/ports/mailer'

/**
 * One plain address, or the mail is refused: a comma makes two recipients of one, a line end another header. Addresses were checked when
 * they were typed; this is the last door. @throws mail_refused
 */
export const requireOneRecipient = ({ to, subject, headers = {} }: OutgoingMail): void => {
  const lines = [subject, ...Object.entries(headers).flat()]
  if (!/^[^\s,;:<>()"\\@]+@[^\s,;:<>()"\\@]+$/.test(to) || lines.some((line) => /\p{Cc}/u.test(line)))
    throw new DomainError('mail_refused', 'This is not an address that mail can be sent to.')
}

/** A mail's identity where the provider gives none: the same key, the same id. */
export const idOfKey = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32)
