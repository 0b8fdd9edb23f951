import { type EmailName, type EmailProps, type RenderedEmail, renderEmail } from '@/emails'
import type { Tx } from '@/server/db/client'

export type PreparedMail = { readonly template: EmailName; readonly content: RenderedEmail }

export type Envelope = {
  /** One mail per key, whatever is repeated: "welcome:<userId>". The provider's idempotency key too. */
  readonly key: string
  readonly to: string
  readonly userId: string | null
  readonly now: Date
}

/** Draws a mail. Before the transaction that queues it: drawing takes milliseconds in which rows would be locked. */
export const prepareMail = async <Name extends EmailName>(
  template: Name,
  props: EmailProps[Name],
): Promise<PreparedMail> => ({ template, content: await renderEmail(template, props) })

/**
 * Writes a mail in the transaction of its cause: both are there or neither. Returns the key, for `deliverMail` right after the commit; a
 * key that was there already changes nothing.
 */
export const queueMail = async (
  tx: Tx,
  { template, content }: PreparedMail,
  { key, to, userId, now }: Envelope,
): Promise<string> => {
  await tx.mail.createMany({ data: { key, template, to, userId, ...content, createdAt: now }, skipDuplicates: true })
  return key
}
