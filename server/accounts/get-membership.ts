import type { RoleName, UserContext } from '@/server/context'
import { noWorkspace } from './internal'

/** This person's place in a workspace. @throws not_found when they have none, or there is no such workspace */
export const getMembership = async (
  ctx: UserContext,
  { id }: { readonly id: string },
): Promise<{ readonly workspaceId: string; readonly role: RoleName }> => {
  const membership = await ctx.db.membership.findUnique({
    where: { workspaceId_userId: { workspaceId: id, userId: ctx.user.id } },
    select: { workspaceId: true, role: true },
  })
  if (membership === null) throw noWorkspace()
  return membership
}
