import type { z } from 'zod'
import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { deliverMail, prepareMail, queueMail } from '@/server/notifications'
import { spendRate } from '@/server/rate-limits'
import { displayName, lockMembers, requireManager, requireMayOwn } from './internal'
import { invitationLifeMs, maxMembers, maxOpenInvitations } from './rules'
import type { inviteSchema } from './schemas'
import { hashToken, newToken } from './session-token'

/**
 * Invites an address by mail. A second invitation of the same address replaces the first: its link is dead then. Whether the address has
 * an account is neither asked nor told.
 * @throws forbidden, conflict (is a member already), limit_exceeded, rate_limited
 */
export const inviteMember = async (
  ctx: WorkspaceContext,
  { email, role }: z.infer<typeof inviteSchema>,
): Promise<{ readonly id: string }> => {
  await spendRate(
    ctx,
    { invite: ctx.workspaceId, invitePerson: ctx.user.id, inviteAddress: hashToken(email) },
    (wait) => `That is as many invitations as may be sent for now. Send the next one in ${wait}.`,
  )
  const now = new Date(ctx.clock.now())
  const expiresAt = new Date(now.getTime() + invitationLifeMs)
  const token = newToken()
  const workspace = await ctx.db.workspace.findUniqueOrThrow({
    where: { id: ctx.workspaceId },
    select: { name: true },
  })
  const mail = await prepareMail('workspace-invitation', {
    workspaceName: workspace.name,
    inviterName: displayName(ctx.user),
    role,
    url: `${ctx.config.appUrl}/invite/${token}`,
    expiresAt,
    timeZone: ctx.user.timeZone,
    locale: 'en',
  })
  const queued = await ctx.db.$transaction(async (tx) => {
    await lockMembers(tx, ctx.workspaceId)
    await requireManager(tx, ctx, role)
    await requireMayOwn(tx, ctx.workspaceId, role)
    const where = { workspaceId: ctx.workspaceId }
    if ((await tx.membership.count({ where: { ...where, user: { email } } })) > 0)
      throw new DomainError('conflict', 'This address belongs to a member already.')
    const open = await tx.invitation.count({ where: { ...where, acceptedAt: null, expiresAt: { gt: now } } })
    if (open >= maxOpenInvitations || (await tx.membership.count({ where })) >= maxMembers)
      throw new DomainError(
        'limit_exceeded',
        `A workspace holds ${maxMembers} members and ${maxOpenInvitations} open invitations. Remove one first.`,
      )
    const data = {
      role,
      tokenHash: hashToken(token),
      invitedById: ctx.user.id,
      expiresAt,
      createdAt: now,
      acceptedAt: null,
    }
    const { id } = await tx.invitation.upsert({
      where: { workspaceId_email: { workspaceId: ctx.workspaceId, email } },
      create: { workspaceId: ctx.workspaceId, email, ...data },
      update: data,
      select: { id: true },
    })
    const key = `workspace-invitation:${hashToken(token).slice(0, 32)}`
    return { id, key: await queueMail(tx, mail, { key, to: email, userId: null, now }) }
  })
  await deliverMail(ctx, queued.key)
  return { id: queued.id }
}
