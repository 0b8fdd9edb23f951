import type { UserContext } from '@/server/context'
import { grantPlanCredits } from '@/server/credits'
import { DomainError } from '@/server/errors'
import { requireRoomToOwn } from './internal'
import { maxOwnedWorkspaces } from './rules'

/** A workspace to share, on Free; its maker owns it. @throws limit_exceeded */
export const createWorkspace = (
  ctx: UserContext,
  { name }: { readonly name: string },
): Promise<{ readonly id: string }> =>
  ctx.db.$transaction(async (tx) => {
    const { id: userId } = ctx.user
    await requireRoomToOwn(
      tx,
      userId,
      (most) => `You own ${most} workspaces, which is the most. Rename one you no longer need.`,
    )
    // Handed over they are no longer owned, and yet were made.
    if ((await tx.workspace.count({ where: { createdById: userId } })) >= maxOwnedWorkspaces)
      throw new DomainError(
        'limit_exceeded',
        `You have made ${maxOwnedWorkspaces} workspaces, which is the most for one person. Use one of them, or be invited to another.`,
        { details: { limit: maxOwnedWorkspaces } },
      )
    const workspace = await tx.workspace.create({
      data: { name, createdById: userId, memberships: { create: { userId, role: 'owner' } } },
      select: { id: true },
    })
    await grantPlanCredits(tx, ctx, { workspaceId: workspace.id, plan: 'free' })
    return workspace
  })
