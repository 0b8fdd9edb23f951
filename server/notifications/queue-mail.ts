import { type EmailName, type EmailProps, type RenderedEmail, renderEmail } from '@/emails'
import type { Tx } from '@/server/db/client'
import type { MailCategory } from '@/server/db/generated/client'
import { toJson } from '@/server/db/json'

export type PreparedMail = { readonly template: EmailName; readonly content: RenderedEmail }

export type Envelope = {
  /** One mail per key, whatever is repeated: "welcome:<userId>". The provider's idempotency key too. */
  readonly key: string
  readonly to: string
  readonly userId: string | null
  readonly now: Date
}

/** Of a mail that nobody caused: it can be done without, and there is one of these a day. */
export type Marketing = {
  readonly category: MailCategory
  /** The reader's own date. */
  readonly day: string
  readonly headers: Readonly<Record<string, string>>
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
  await tx.mail.createMany({
    data: { key, template, to, userId, ...content, createdAt: now, dueAt: now },
    skipDuplicates: true,
  })
  return key
}

/** Writes a mail that nobody caused; false when its key was there already, or when its reader had another of the kind on this date. */
export const queueMarketingMail = async (
  tx: Pick<Tx, 'mail'>,
  { template, content }: PreparedMail,
  { key, to, userId, now, marketing }: Envelope & { readonly userId: string; readonly marketing: Marketing },
): Promise<boolean> => {
  const { category, day, headers } = marketing
  const { count } = await tx.mail.createMany({
    data: {
      key,
      template,
      category,
      to,
      userId,
      ...content,
      headers: toJson(headers),
      marketingDay: day,
      createdAt: now,
      dueAt: now,
    },
    skipDuplicates: true,
  })
  return count === 1
}
