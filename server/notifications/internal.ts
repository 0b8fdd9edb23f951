import type { AppContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import { type Failure, fromJson } from '@/server/db/json'
import { isDomainError } from '@/server/errors'
import type { OutgoingMail } from '@/server/ports/mailer'
import { holdsSecret, ignoresSuppression, lifeMs, nextAttemptAt } from './rules'

export const takenSelect = {
  id: true,
  key: true,
  template: true,
  category: true,
  userId: true,
  to: true,
  subject: true,
  html: true,
  text: true,
  headers: true,
  attempts: true,
  createdAt: true,
} as const satisfies Prisma.MailSelect

/** A mail whose attempt is ours; `attempts` counts this one. */
export type TakenMail = Prisma.MailGetPayload<{ select: typeof takenSelect }>

export const toOutgoing = ({ id, key, to, subject, html, text, headers }: TakenMail): OutgoingMail => ({
  id,
  key,
  to,
  subject,
  html,
  text,
  ...(headers === null ? {} : { headers: fromJson<Record<string, string>>(headers) }),
})

/** An outbox is read from the table; of a mail that went to somebody, the secret in it leaves the table. */
const scrubOf = (ctx: AppContext, template: string) =>
  holdsSecret(template) && ctx.ports.mailer.id !== 'outbox' ? { html: '', text: '' } : {}

export const writeSent = async (ctx: AppContext, mail: TakenMail, providerId: string): Promise<void> => {
  const sentAt = new Date(ctx.clock.now())
  await ctx.db.mail.update({
    where: { id: mail.id },
    data: { state: 'sent', providerId, sentAt, ...scrubOf(ctx, mail.template) },
    select: { id: true },
  })
  ctx.ports.metrics.count('email_total', { template: mail.template, outcome: 'sent' })
}

/** All of one request, in one statement: there is no moment at which half of it was sent. Nothing that goes in batches holds a secret. */
export const writeBatchSent = async (
  ctx: AppContext,
  mails: readonly TakenMail[],
  answers: readonly { readonly providerId: string }[],
): Promise<void> => {
  const ids = mails.map(({ id }) => id)
  const providerIds = mails.map((_, index) => answers[index]?.providerId ?? null)
  await ctx.db.$executeRaw`
    UPDATE "Mail" mail SET "state" = 'sent', "sentAt" = ${new Date(ctx.clock.now())}, "providerId" = sent."providerId"
    FROM unnest(${ids}::text[], ${providerIds}::text[]) AS sent ("id", "providerId") WHERE mail."id" = sent."id"`
  for (const { template } of mails) ctx.ports.metrics.count('email_total', { template, outcome: 'sent' })
}

/** Of a 429: for how long the provider asks for quiet, in milliseconds. */
export const askedPause = (error: unknown): number => {
  const asked = isDomainError(error) ? error.details.retryAfterMs : undefined
  return typeof asked === 'number' ? asked : 0
}

/** Why it was not taken, and when it is tried again, if it is. */
export const writeFailure = async (ctx: AppContext, mail: TakenMail, error: unknown): Promise<'queued' | 'failed'> => {
  const nextMs = isDomainError(error, 'mail_refused') ? null : nextAttemptAt(mail, ctx.clock.now(), askedPause(error))
  const failure = failureOf(error)
  ctx.ports.metrics.count('email_total', { template: mail.template, outcome: nextMs === null ? 'failed' : 'retried' })
  ctx.log.warn('mail not delivered', {
    mailId: mail.id,
    template: mail.template,
    code: failure.code,
    isFinal: nextMs === null,
  })
  await ctx.db.mail.update({
    where: { id: mail.id },
    data: {
      failure,
      ...(nextMs === null ? { state: 'failed', ...scrubOf(ctx, mail.template) } : { dueAt: new Date(nextMs) }),
    },
    select: { id: true },
  })
  return nextMs === null ? 'failed' : 'queued'
}

/**
 * Of one request, in one statement: they stay together or are given up together, for a request with fewer mails would be another request under the same
 * key, which a provider refuses.
 */
export const writeBatchFailure = async (
  ctx: AppContext,
  mails: readonly TakenMail[],
  error: unknown,
): Promise<void> => {
  const createdAt = new Date(Math.min(...mails.map((mail) => mail.createdAt.getTime())))
  const nexts = mails.map((mail) => nextAttemptAt({ ...mail, createdAt }, ctx.clock.now(), askedPause(error)))
  const nextMs = nexts.every((each) => each !== null) ? Math.max(...nexts) : null
  const failure = failureOf(error)
  await ctx.db.mail.updateMany({
    where: { id: { in: mails.map(({ id }) => id) } },
    data: { failure, ...(nextMs === null ? { state: 'failed' } : { dueAt: new Date(nextMs) }) },
  })
  for (const { template } of mails)
    ctx.ports.metrics.count('email_total', { template, outcome: nextMs === null ? 'failed' : 'retried' })
  ctx.log.warn('mails not delivered', { mails: mails.length, code: failure.code, isFinal: nextMs === null })
}

const failureOf = (error: unknown): Failure =>
  isDomainError(error)
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: 'The mail could not be handed over.' }

/**
 * The mails that may go out now. Between writing a mail and sending it its address may have bounced or complained, or its reader may have
 * said that they do not want it: such a mail has failed, and says why.
 */
export const refuseUnwanted = async <M extends TakenMail>(
  ctx: AppContext,
  mails: readonly M[],
): Promise<readonly M[]> => {
  const [suppressions, preferences] = await Promise.all([
    ctx.db.mailSuppression.findMany({ where: { email: { in: mails.map(({ to }) => to) } } }),
    ctx.db.mailPreference.findMany({
      where: {
        isWanted: false,
        userId: { in: mails.flatMap(({ category, userId }) => (category === null ? [] : (userId ?? []))) },
      },
      select: { userId: true, category: true },
    }),
  ])
  const problemOf = ({ to, template, category, userId, createdAt }: M): Failure | null => {
    if (ctx.clock.now() - createdAt.getTime() > lifeMs(template))
      return { code: 'too_late', message: 'It could not be sent while it was worth sending.' }
    const suppression = suppressions.find(({ email }) => email === to)
    if (suppression !== undefined && !ignoresSuppression(template))
      return {
        code: 'suppressed',
        message:
          suppression.reason === 'bounced'
            ? 'An earlier mail to this address came back. Nothing more is sent there until it takes mail again.'
            : 'Whoever reads this address called our mail junk. Nothing more is sent there.',
      }
    const isUnwanted = preferences.some((each) => each.userId === userId && each.category === category)
    return isUnwanted ? { code: 'unwanted', message: 'Its reader does not want this kind of mail any more.' } : null
  }
  const wanted: M[] = []
  for (const mail of mails) {
    const failure = problemOf(mail)
    if (failure === null) wanted.push(mail)
    else {
      await ctx.db.mail.update({
        where: { id: mail.id },
        data: { state: 'failed', failure, ...scrubOf(ctx, mail.template) },
        select: { id: true },
      })
      ctx.ports.metrics.count('email_total', {
        template: mail.template,
        outcome: failure.code === 'too_late' ? 'failed' : 'suppressed',
      })
    }
  }
  return wanted
}
