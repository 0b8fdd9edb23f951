import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { lockMembers, requireManager } from './internal'

/** Takes an open invitation back; its link is dead at once. @throws not_found, forbidden */
export const revokeInvitation = (ctx: WorkspaceContext, { id }: { readonly id: string }): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    await lockMembers(tx, ctx.workspaceId)
    const invitation = await tx.invitation.findFirst({
      where: { id, workspaceId: ctx.workspaceId, acceptedAt: null },
      select: { role: true },
    })
    if (invitation === null) throw new DomainError('not_found', 'There is no such open invitation.')
    await requireManager(tx, ctx, invitation.role)
    await tx.invitation.delete({ where: { id } })
  })
