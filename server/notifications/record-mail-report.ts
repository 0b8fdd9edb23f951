import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import type { MailReport, SignedCall } from '@/server/ports/mailer'
import { outranks } from './rules'

/**
 * What the provider's signed call says of a mail: on its row, in the log of its reports, and, when it came back for good or was called junk, in
 * the list of addresses that get no more. A call that comes again changes nothing. Returns what was done with it.
 * @throws not_found where no provider reports, invalid_request for what it did not sign
 */
export const recordMailReport = async (ctx: AppContext, call: SignedCall): Promise<'recorded' | 'seen' | 'ignored'> => {
  const { mailer, metrics } = ctx.ports
  if (mailer.readReport === undefined) throw new DomainError('not_found', 'No mail service reports here.')
  const count = (outcome: 'recorded' | 'seen' | 'ignored' | 'refused') =>
    metrics.count('webhook_in_total', { src: mailer.id, outcome })
  let report: MailReport | null
  try {
    report = mailer.readReport(call)
  } catch (error) {
    count('refused')
    throw error
  }
  const outcome = report === null ? 'ignored' : await record(ctx, report)
  count(outcome)
  if (report !== null)
    metrics.observe('webhook_lag_seconds', { src: mailer.id }, (ctx.clock.now() - report.at.getTime()) / 1000)
  return outcome
}

const record = (ctx: AppContext, report: MailReport): Promise<'recorded' | 'seen'> =>
  ctx.db.$transaction(async (tx) => {
    const { id, outcome, note, at } = report
    // The report may be quicker than our own note of the provider's id; the row's id, which the mail carries, is not.
    const mail = await tx.mail.findFirst({
      where: report.mailId === null ? { providerId: report.providerId } : { id: report.mailId },
      select: { id: true, to: true, template: true, outcome: true },
    })
    const { count } = await tx.mailEvent.createMany({
      data: { id, mailId: mail?.id ?? null, outcome, note, at, createdAt: new Date(ctx.clock.now()) },
      skipDuplicates: true,
    })
    if (count === 0) return 'seen'
    if (mail !== null && outranks(outcome, mail.outcome)) {
      await tx.mail.update({ where: { id: mail.id }, data: { outcome, outcomeAt: at }, select: { id: true } })
      if (outcome === 'bounced' || outcome === 'complained')
        ctx.ports.metrics.count('email_total', { template: mail.template, outcome })
    }
    const email = mail?.to ?? report.to
    if (outcome === 'complained' || (outcome === 'bounced' && report.isPermanent))
      await tx.mailSuppression.upsert({
        where: { email },
        create: { email, reason: outcome, createdAt: at },
        // Who has complained has done so, also when mail comes back later.
        update: outcome === 'complained' ? { reason: outcome } : {},
      })
    // Only a link to sign in goes to such an address. One that arrives says that the address works again.
    if (outcome === 'delivered')
      await tx.mailSuppression.deleteMany({ where: { email, reason: 'bounced', createdAt: { lt: at } } })
    return 'recorded'
  })
