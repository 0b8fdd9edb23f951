import type { AppContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import {
  askedPause,
  refuseUnwanted,
  type TakenMail,
  takenSelect,
  toOutgoing,
  writeFailure,
  writeSent,
} from './internal'
import { attemptMs } from './rules'

export type Delivery = 'sent' | 'queued' | 'failed'

/**
 * Hands one queued mail to the provider and says what became of it. Never throws for the mail's sake: what caused it has happened. A mail
 * that is not due, not queued, part of a batch, or in another process's hands stays as it is.
 */
export const deliverMail = async (ctx: AppContext, key: string): Promise<Delivery> => {
  const mail = await ctx.db.mail.findUnique({
    where: { key },
    select: { ...takenSelect, state: true, dueAt: true, batchKey: true },
  })
  if (mail === null) return 'failed'
  const now = ctx.clock.now()
  if (mail.state !== 'queued' || mail.dueAt.getTime() > now || mail.batchKey !== null) return mail.state
  // Whoever raises the count has the attempt; a second process that read the same count finds it raised.
  const claim = await ctx.db.mail.updateMany({
    where: { id: mail.id, state: 'queued', attempts: mail.attempts, batchKey: null },
    data: { attempts: mail.attempts + 1, dueAt: new Date(now + attemptMs) },
  })
  if (claim.count === 0) return 'queued'
  return (await sendTaken(ctx, { ...mail, attempts: mail.attempts + 1 })).delivery
}

export type Answer = {
  readonly delivery: Delivery
  /** The provider takes nothing right now, whatever it is given. */
  readonly isAway: boolean
  /** How long it asks for quiet. */
  readonly pauseMs: number
}

/** Sends a mail whose attempt is ours, and writes down what the provider said. */
export const sendTaken = async (ctx: AppContext, mail: TakenMail): Promise<Answer> => {
  const [wanted] = await refuseUnwanted(ctx, [mail])
  if (wanted === undefined) return { delivery: 'failed', isAway: false, pauseMs: 0 }
  const sent = await ctx.ports.mailer.send(toOutgoing(mail)).catch((error: unknown) => ({ error }))
  if ('error' in sent) {
    const delivery = await writeFailure(ctx, mail, sent.error)
    return { delivery, isAway: !isDomainError(sent.error, 'mail_refused'), pauseMs: askedPause(sent.error) }
  }
  await writeSent(ctx, mail, sent.providerId)
  return { delivery: 'sent', isAway: false, pauseMs: 0 }
}
