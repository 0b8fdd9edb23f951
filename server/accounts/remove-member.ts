import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { dropInvitations, lockMembers, requireManager, requireMember, requireOtherOwner } from './internal'

/**
 * Takes somebody out of the workspace. Memberships are read at every request, so that their next one finds nothing here.
 * @throws not_found, forbidden, conflict (the last owner)
 */
export const removeMember = (ctx: WorkspaceContext, { userId }: { readonly userId: string }): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    const { workspaceId } = ctx
    await lockMembers(tx, workspaceId)
    const member = await requireMember(tx, workspaceId, userId)
    await requireManager(tx, ctx, member.role)
    if (member.role === 'owner') await requireOtherOwner(tx, workspaceId, userId)
    await tx.membership.delete({ where: { workspaceId_userId: { workspaceId, userId } } })
    await dropInvitations(tx, workspaceId, userId, null)
  })

/** Takes oneself out. @throws conflict for one's own workspace, and for the last owner of another */
export const leaveWorkspace = (ctx: WorkspaceContext): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    const { workspaceId } = ctx
    const userId = ctx.user.id
    await lockMembers(tx, workspaceId)
    const { role } = await requireMember(tx, workspaceId, userId)
    const { isPersonal } = await tx.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
      select: { isPersonal: true },
    })
    if (isPersonal && role === 'owner')
      throw new DomainError('conflict', 'This is your own workspace; it stays with your account.')
    if (role === 'owner') await requireOtherOwner(tx, workspaceId, userId)
    await tx.membership.delete({ where: { workspaceId_userId: { workspaceId, userId } } })
    await dropInvitations(tx, workspaceId, userId, null)
  })
