import type { RoleName, UserContext, WorkspaceContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { canManage, maxOwnedWorkspaces, roles } from './rules'

export const noWorkspace = () => new DomainError('not_found', 'There is no such workspace, or you are not in it.')

/**
 * Changes of who is in a workspace happen one after another: of two owners who leave at once, one finds themselves the last. Call first in
 * the transaction. @throws not_found
 */
export const lockMembers = async (tx: Tx, workspaceId: string): Promise<void> => {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Workspace" WHERE id = ${workspaceId} FOR UPDATE`
  if (rows.length === 0) throw noWorkspace()
}

/** The role in force now, under the lock: what the request came with may have changed since. @throws not_found */
export const requireMember = async (tx: Tx, workspaceId: string, userId: string): Promise<{ role: RoleName }> => {
  const member = await tx.membership.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    select: { role: true },
  })
  if (member === null) throw new DomainError('not_found', 'There is no such member in this workspace.')
  return member
}

/** Whether the one who asks may deal with these roles, by their role of this moment. @throws not_found, forbidden */
export const requireManager = async (tx: Tx, ctx: WorkspaceContext, ...roles: readonly RoleName[]): Promise<void> => {
  const { role } = await requireMember(tx, ctx.workspaceId, ctx.user.id)
  if (!canManage(role, ...roles))
    throw new DomainError('forbidden', `As ${role} you can't do this. Ask an owner of the workspace.`)
}

/** @throws conflict when nobody but this member is owner */
export const requireOtherOwner = async (tx: Tx, workspaceId: string, userId: string): Promise<void> => {
  const others = await tx.membership.count({ where: { workspaceId, role: 'owner', userId: { not: userId } } })
  if (others === 0)
    throw new DomainError('conflict', 'A workspace needs an owner. Make somebody else one first, then try again.')
}

/**
 * A person's own workspace has them for its one owner: with a second, they could be put out of it and have none left.
 * @throws conflict
 */
export const requireMayOwn = async (tx: Tx, workspaceId: string, role: RoleName): Promise<void> => {
  if (role !== 'owner') return
  const { isPersonal } = await tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { isPersonal: true },
  })
  if (isPersonal)
    throw new DomainError(
      'conflict',
      'A personal workspace has one owner. Make a shared workspace to own one together.',
    )
}

/**
 * Takes back the open invitations of somebody whose role is now this one (null: none) that they could not send any more: whoever is put
 * out or leaves must not come back by a link they sent themselves. Call under `lockMembers`.
 */
export const dropInvitations = async (
  tx: Tx,
  workspaceId: string,
  invitedById: string,
  role: RoleName | null,
): Promise<void> => {
  const beyond = roles.filter((each) => role === null || !canManage(role, each))
  await tx.invitation.deleteMany({ where: { workspaceId, invitedById, acceptedAt: null, role: { in: beyond } } })
}

/**
 * Whether this person may own one workspace more: each brings credits. Until the transaction ends, nothing else changes how many they own.
 * Call after `lockMembers`, and before anything points at the person. @throws limit_exceeded
 */
export const requireRoomToOwn = async (tx: Tx, userId: string, say: (most: number) => string): Promise<void> => {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${userId} FOR UPDATE`
  const owned = await tx.membership.count({ where: { userId, role: 'owner' } })
  if (owned >= maxOwnedWorkspaces)
    throw new DomainError('limit_exceeded', say(maxOwnedWorkspaces), { details: { limit: maxOwnedWorkspaces } })
}

/** How a person is called where others read it. */
export const displayName = ({ name, email }: Pick<UserContext['user'], 'name' | 'email'>): string =>
  name?.trim() || email.split('@')[0] || email
