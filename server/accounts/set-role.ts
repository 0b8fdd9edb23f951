import type { z } from 'zod'
import type { WorkspaceContext } from '@/server/context'
import { lockMembers, requireManager, requireMayOwn, requireMember, requireOtherOwner } from './internal'
import type { setRoleSchema } from './schemas'

/** @throws not_found, forbidden (a role above one's own), conflict (the last owner, a second one of a personal workspace) */
export const setRole = (ctx: WorkspaceContext, { userId, role }: z.infer<typeof setRoleSchema>): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    const { workspaceId } = ctx
    await lockMembers(tx, workspaceId)
    const member = await requireMember(tx, workspaceId, userId)
    await requireManager(tx, ctx, member.role, role)
    await requireMayOwn(tx, workspaceId, role)
    if (member.role === 'owner' && role !== 'owner') await requireOtherOwner(tx, workspaceId, userId)
    await tx.membership.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { role } })
  })
