import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { UserContext } from '@/server/context'
import { type Failure, fromJson } from '@/server/db/json'
import { type Delivery, deliverMail, queueMail } from '@/server/notifications'
import { previewMail } from './preview-mail'
import type { mailPreviewSchema } from './schemas'

export type TestMail = {
  readonly to: string
  readonly delivery: Delivery
  /** Of one that was not sent. */
  readonly why: string | null
}

/** Sends a preview to whoever looks at it, through the provider that real mail goes through, and says what came of that. */
export const sendTestMail = async (ctx: UserContext, input: z.output<typeof mailPreviewSchema>): Promise<TestMail> => {
  const { template, subject, html, text } = await previewMail(ctx, input)
  const { id: userId, email: to } = ctx.user
  const key = `test:${template}:${userId}:${randomUUID()}`
  const content = { subject: `Test: ${subject}`, html, text }
  await queueMail(ctx.db, { template, content }, { key, to, userId, now: new Date(ctx.clock.now()) })
  const delivery = await deliverMail(ctx, key)
  const row = await ctx.db.mail.findUnique({ where: { key }, select: { failure: true } })
  const failure = row?.failure == null ? null : fromJson<Failure>(row.failure)
  return { to, delivery, why: delivery === 'sent' ? null : (failure?.message ?? null) }
}
