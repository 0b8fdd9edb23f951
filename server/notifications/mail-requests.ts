import { randomUUID } from 'node:crypto'
import type { AppContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import { isDomainError } from '@/server/errors'
import { sendTaken } from './deliver-mail'
import {
  askedPause,
  refuseUnwanted,
  type TakenMail,
  takenSelect,
  toOutgoing,
  writeBatchFailure,
  writeBatchSent,
} from './internal'
import { attemptMs } from './rules'

/** What goes to the provider at once. Who has it has the attempt. */
export type MailRequest = {
  /** null: one mail, under its own key. */
  readonly batchKey: string | null
  readonly mails: readonly TakenMail[]
}

/**
 * Takes the next request that is due; null when none is. A mail that may already be with the provider goes there again exactly as it went
 * before, by itself or with the same others under the same key: that is how the provider knows it for the same.
 */
export const nextRequest = async (ctx: AppContext): Promise<MailRequest | null> => {
  const now = new Date(ctx.clock.now())
  const { batch } = ctx.ports.mailer
  const next = await ctx.db.mail.findFirst({
    where: { state: 'queued', dueAt: { lte: now } },
    orderBy: [{ category: { sort: 'asc', nulls: 'first' } }, { dueAt: 'asc' }, { id: 'asc' }],
    select: { id: true, category: true, attempts: true, batchKey: true },
  })
  if (next === null) return null
  if (next.batchKey !== null) return take(ctx, now, next.batchKey, Prisma.sql`"batchKey" = ${next.batchKey}`)
  if (batch === undefined || next.category === null || next.attempts > 0)
    return take(ctx, now, null, Prisma.sql`"id" = ${next.id}`)
  // As an array it is made once; as a list PostgreSQL may make it again for every row, each time with the next hundred.
  const unsent = Prisma.sql`"id" = ANY (ARRAY (
    SELECT "id" FROM "Mail" WHERE "state" = 'queued' AND "dueAt" <= ${now} AND "category" IS NOT NULL
      AND "batchKey" IS NULL AND "attempts" = 0
    ORDER BY "dueAt", "id" LIMIT ${batch.maxMails} FOR UPDATE SKIP LOCKED))`
  return take(ctx, now, `batch:${randomUUID()}`, unsent)
}

/** Of two processes that want the same mails one gets them: the other finds them due later. */
const take = async (ctx: AppContext, now: Date, batchKey: string | null, which: Prisma.Sql): Promise<MailRequest> => {
  const leaseEnd = new Date(now.getTime() + attemptMs)
  const taken = await ctx.db.$queryRaw<{ id: string }[]>`
    UPDATE "Mail" SET "attempts" = "attempts" + 1, "dueAt" = ${leaseEnd}, "batchKey" = ${batchKey}
    WHERE "state" = 'queued' AND "dueAt" <= ${now} AND ${which} RETURNING "id"`
  const mails = await ctx.db.mail.findMany({
    where: { id: { in: taken.map(({ id }) => id) } },
    // The same order each time: it is part of what the provider compares.
    orderBy: { id: 'asc' },
    select: takenSelect,
  })
  return { batchKey, mails }
}

export type RequestAnswer = { readonly sent: number; readonly isAway: boolean; readonly pauseMs: number }

const nothing: RequestAnswer = { sent: 0, isAway: false, pauseMs: 0 }

export const sendRequest = async (ctx: AppContext, { batchKey, mails }: MailRequest): Promise<RequestAnswer> => {
  if (batchKey !== null) return sendBatch(ctx, batchKey, mails)
  const [mail] = mails
  if (mail === undefined) return nothing
  const { delivery, ...rest } = await sendTaken(ctx, mail)
  return { sent: delivery === 'sent' ? 1 : 0, ...rest }
}

const sendBatch = async (ctx: AppContext, key: string, mails: readonly TakenMail[]): Promise<RequestAnswer> => {
  const { batch } = ctx.ports.mailer
  const isFirst = mails.every(({ attempts }) => attempts === 1)
  // A repeated request must be the same request: who turned mail off after the first has it already, or gets this last one.
  const wanted = isFirst ? await refuseUnwanted(ctx, mails) : mails
  if (wanted.length === 0) return nothing
  // The provider was changed to one that takes no batches; what it never had, the new one gets one by one.
  if (batch === undefined) return sendApart(ctx, wanted)
  const answer = await batch.send(key, wanted.map(toOutgoing)).catch((error: unknown) => ({ error }))
  if ('error' in answer) {
    if (isDomainError(answer.error, 'mail_refused')) return sendApart(ctx, wanted)
    await writeBatchFailure(ctx, wanted, answer.error)
    return { sent: 0, isAway: true, pauseMs: askedPause(answer.error) }
  }
  await writeBatchSent(ctx, wanted, answer)
  return { sent: wanted.length, isAway: false, pauseMs: 0 }
}

/** Nothing of a refused request was sent: each of its mails goes by itself from now on, so that one bad address harms no other. */
const sendApart = async (ctx: AppContext, mails: readonly TakenMail[]): Promise<RequestAnswer> => {
  await ctx.db.mail.updateMany({
    where: { id: { in: mails.map(({ id }) => id) } },
    data: { batchKey: null, dueAt: new Date(ctx.clock.now()) },
  })
  return nothing
}
