import type { z } from 'zod'
import type { UserContext } from '@/server/context'
import type { MailCategory, MailOutcome, SuppressionReason } from '@/server/db/generated/client'
import { type Failure, fromJson } from '@/server/db/json'
import { type MailStatus, statusOf } from './rules'
import type { personMailSchema } from './schemas'
import { veilSubject } from './veil-content'

export type MailLine = {
  readonly id: string
  readonly template: string
  readonly category: MailCategory | null
  readonly to: string
  readonly subject: string
  readonly status: MailStatus
  /** When it came to that. */
  readonly at: Date
  /** Why, where there is something to say: of a mail that waits, failed or came back. */
  readonly why: string | null
  readonly attempts: number
  /** Of a mail that waits: when it is tried (again). */
  readonly dueAt: Date | null
  readonly createdAt: Date
  readonly sentAt: Date | null
  /** What the provider reported, oldest first. */
  readonly reports: readonly { readonly outcome: MailOutcome; readonly note: string | null; readonly at: Date }[]
}

export type PersonMail = {
  readonly address: string
  /** null: nobody has an account under this address. */
  readonly person: {
    readonly id: string
    readonly name: string | null
    readonly timeZone: string
    readonly locale: string
    readonly createdAt: Date
    readonly lastSeenAt: Date
    readonly unwanted: readonly MailCategory[]
  } | null
  /** Why nothing more is sent there; null where mail is sent. */
  readonly suppression: { readonly reason: SuppressionReason; readonly createdAt: Date } | null
  readonly items: readonly MailLine[]
  readonly nextCursor: string | null
}

/**
 * All mail to an address and to whoever has it now, newest first. For operators: what was written to whom and what became of it, never what
 * it said, since some of it opens an account, nor the titles that a subject names.
 */
export const listPersonMail = async (
  ctx: UserContext,
  { address, cursor, limit }: z.output<typeof personMailSchema>,
): Promise<PersonMail> => {
  const [person, suppression] = await Promise.all([
    ctx.db.user.findUnique({
      where: { email: address },
      select: {
        id: true,
        name: true,
        timeZone: true,
        locale: true,
        createdAt: true,
        lastSeenAt: true,
        mailPreferences: { where: { isWanted: false }, select: { category: true } },
      },
    }),
    ctx.db.mailSuppression.findUnique({ where: { email: address }, select: { reason: true, createdAt: true } }),
  ])
  const rows = await ctx.db.mail.findMany({
    where: {
      OR: [{ to: address }, ...(person === null ? [] : [{ userId: person.id }])],
      ...(cursor === undefined ? {} : { id: { lt: cursor } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: {
      id: true,
      template: true,
      category: true,
      to: true,
      userId: true,
      subject: true,
      state: true,
      outcome: true,
      outcomeAt: true,
      failure: true,
      attempts: true,
      dueAt: true,
      createdAt: true,
      sentAt: true,
      events: { orderBy: { at: 'asc' }, select: { outcome: true, note: true, at: true } },
    },
  })
  const items = rows.slice(0, limit).map((row) => {
    const { state, outcome, outcomeAt, failure: stored, events, dueAt, userId, subject, ...mail } = row
    const failure = stored === null ? null : fromJson<Failure>(stored)
    const status = statusOf({ state, outcome, failureCode: failure?.code ?? null })
    const isWaiting = status === 'queued'
    const reported = events.findLast((event) => event.outcome === outcome)?.note ?? null
    return {
      ...mail,
      subject: userId === ctx.user.id ? subject : veilSubject(subject),
      status,
      at: (outcome === null ? null : outcomeAt) ?? mail.sentAt ?? mail.createdAt,
      why: status === 'sent' || status === 'delivered' ? null : (reported ?? failure?.message ?? null),
      dueAt: isWaiting ? dueAt : null,
      reports: events,
    }
  })
  return {
    address,
    person: person === null ? null : toPerson(person),
    suppression,
    items,
    nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
  }
}

type Row = Omit<NonNullable<PersonMail['person']>, 'unwanted'> & {
  readonly mailPreferences: readonly { readonly category: MailCategory }[]
}

const toPerson = ({ mailPreferences, ...person }: Row): PersonMail['person'] => ({
  ...person,
  unwanted: mailPreferences.map(({ category }) => category),
})
