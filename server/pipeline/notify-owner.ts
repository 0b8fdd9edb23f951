import { describeOutcome } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { deliverMail, prepareMail, queueMail } from '@/server/notifications'

/** A mail for each attempt. */
export const finishedMailKey = ({ id, attempt }: { readonly id: string; readonly attempt: number }): string =>
  `project-finished:${id}:${attempt}`

/**
 * One mail to whoever made the project, when an attempt has come to its end. Safe to call as often as one likes: the attempt is the mail's
 * key. Work that is not over, or was cancelled, is not written about.
 */
export const notifyOwner = async (
  ctx: AppContext,
  { projectId, workspaceId }: { readonly projectId: string; readonly workspaceId: string },
): Promise<void> => {
  const project = await ctx.db.project.findFirst({
    where: { id: projectId, workspaceId, deletedAt: null, status: { in: ['ready', 'failed'] } },
    select: { attempt: true, createdById: true },
  })
  if (project === null || project.attempt === 0) return
  const key = finishedMailKey({ id: projectId, attempt: project.attempt })
  const [before, user] = await Promise.all([
    ctx.db.mail.findUnique({ where: { key }, select: { state: true } }),
    ctx.db.user.findUnique({ where: { id: project.createdById }, select: { id: true, email: true, locale: true } }),
  ])
  if (before !== null || user === null) return
  const outcome = await describeOutcome(ctx, { projectId, workspaceId }, user.locale)
  if (outcome === null) return
  const mail = await prepareMail('processing-complete', outcome)
  await queueMail(ctx.db, mail, { key, to: user.email, userId: user.id, now: new Date(ctx.clock.now()) })
  await deliverMail(ctx, key)
}
