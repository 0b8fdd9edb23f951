import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'

export type OutboxMail = {
  readonly id: string
  readonly template: string
  readonly to: string
  readonly subject: string
  readonly state: 'queued' | 'sent' | 'failed'
  readonly createdAt: Date
  readonly sentAt: Date | null
}

const summary = {
  id: true,
  template: true,
  to: true,
  subject: true,
  state: true,
  createdAt: true,
  sentAt: true,
} as const

/** Everybody's mail, for the one person whose machine it is. @throws not_found anywhere else */
const requireLocal = (ctx: AppContext) => {
  if (!ctx.config.isLocal) throw new DomainError('not_found', 'There is no outbox here.')
}

/** The newest two hundred. @throws not_found outside local mode */
export const listOutbox = async (ctx: AppContext): Promise<readonly OutboxMail[]> => {
  requireLocal(ctx)
  return ctx.db.mail.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: 200, select: summary })
}

/** @throws not_found outside local mode, or when there is no such mail */
export const getOutboxMail = async (
  ctx: AppContext,
  { id }: { readonly id: string },
): Promise<OutboxMail & { readonly html: string; readonly text: string }> => {
  requireLocal(ctx)
  const mail = await ctx.db.mail.findUnique({ where: { id }, select: { ...summary, html: true, text: true } })
  if (mail === null) throw new DomainError('not_found', 'There is no such mail.')
  return mail
}
