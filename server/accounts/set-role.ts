import type { z } from 'zod'
import type { WorkspaceContext } from '@/server/context'
import {
  dropInvitations,
  lockMembers,
  requireManager,
  requireMayOwn,
  requireMember,
  requireOtherOwner,
  requireRoomToOwn,
} from './internal'
import type { setRoleSchema } from './schemas'

/**
 * @throws not_found, forbidden (a role above one's own), conflict (the last owner, a second one of a personal workspace), limit_exceeded (one
 * who owns as many as anybody may)
 */
export const setRole = (ctx: WorkspaceContext, { userId, role }: z.infer<typeof setRoleSchema>): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    const { workspaceId } = ctx
    await lockMembers(tx, workspaceId)
    const member = await requireMember(tx, workspaceId, userId)
    await requireManager(tx, ctx, member.role, role)
    await requireMayOwn(tx, workspaceId, role)
    if (member.role === 'owner' && role !== 'owner') await requireOtherOwner(tx, workspaceId, userId)
    if (member.role !== 'owner' && role === 'owner')
      await requireRoomToOwn(
        tx,
        userId,
        (most) => `They own ${most} workspaces, which is the most. Make somebody else an owner.`,
      )
    await dropInvitations(tx, workspaceId, userId, role)
    await tx.membership.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { role } })
  })
