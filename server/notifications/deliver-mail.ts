import type { AppContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { dueAt, holdsSecret, maxAttempts } from './rules'

export type Delivery = 'sent' | 'queued' | 'failed'

/**
 * Hands one queued mail to the provider and says what became of it. Never throws for the mail's sake: what caused it has happened. A mail
 * that is not due, not queued, or in another process's hands stays as it is.
 */
export const deliverMail = async (ctx: AppContext, key: string): Promise<Delivery> => {
  const mail = await ctx.db.mail.findUnique({ where: { key } })
  if (mail === null) return 'failed'
  const now = ctx.clock.now()
  if (mail.state !== 'queued' || dueAt(mail.createdAt.getTime(), mail.attempts) > now) return mail.state
  // Whoever raises the count has the attempt; a second process that read the same count finds it raised.
  const claim = await ctx.db.mail.updateMany({
    where: { id: mail.id, state: 'queued', attempts: mail.attempts },
    data: { attempts: mail.attempts + 1 },
  })
  if (claim.count === 0) return 'queued'
  const { to, subject, html, text } = mail
  // An outbox is read from the table; of a mail that went to somebody, the secret in it leaves the table.
  const scrub = holdsSecret(mail.template) && ctx.ports.mailer.id !== 'outbox' ? { html: '', text: '' } : {}
  try {
    const { providerId } = await ctx.ports.mailer.send({ key, to, subject, html, text })
    const sentAt = new Date(ctx.clock.now())
    await ctx.db.mail.update({ where: { id: mail.id }, data: { state: 'sent', providerId, sentAt, ...scrub } })
    ctx.ports.metrics.count('email_total', { template: mail.template, outcome: 'sent' })
    return 'sent'
  } catch (error) {
    const isFinal = isDomainError(error, 'mail_refused') || mail.attempts + 1 >= maxAttempts(mail.template)
    const failure = isDomainError(error)
      ? { code: error.code, message: error.message }
      : { code: 'internal', message: 'The mail could not be handed over.' }
    ctx.ports.metrics.count('email_total', { template: mail.template, outcome: isFinal ? 'failed' : 'retried' })
    ctx.log.warn('mail not delivered', { mailId: mail.id, template: mail.template, code: failure.code, isFinal })
    await ctx.db.mail.update({
      where: { id: mail.id },
      data: { failure, ...(isFinal ? { state: 'failed', ...scrub } : {}) },
    })
    return isFinal ? 'failed' : 'queued'
  }
}
