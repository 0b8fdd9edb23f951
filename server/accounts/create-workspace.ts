import type { UserContext } from '@/server/context'
import { grantPlanCredits } from '@/server/credits'
import { DomainError } from '@/server/errors'
import { maxOwnedWorkspaces } from './rules'

/** A workspace to share, on Free; its maker owns it. @throws limit_exceeded */
export const createWorkspace = (
  ctx: UserContext,
  { name }: { readonly name: string },
): Promise<{ readonly id: string }> =>
  ctx.db.$transaction(async (tx) => {
    // Two requests at once must not both see room for one more.
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${ctx.user.id} FOR UPDATE`
    const owned = await tx.membership.count({ where: { userId: ctx.user.id, role: 'owner' } })
    if (owned >= maxOwnedWorkspaces)
      throw new DomainError(
        'limit_exceeded',
        `You own ${owned} workspaces, and ${maxOwnedWorkspaces} is the most. Rename or hand over one you no longer need.`,
        { details: { limit: maxOwnedWorkspaces } },
      )
    const workspace = await tx.workspace.create({
      data: { name, memberships: { create: { userId: ctx.user.id, role: 'owner' } } },
      select: { id: true },
    })
    await grantPlanCredits(tx, ctx, { workspaceId: workspace.id, plan: 'free' })
    return workspace
  })
