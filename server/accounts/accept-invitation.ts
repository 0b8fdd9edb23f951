import type { UserContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { lockMembers, requireRoomToOwn } from './internal'
import { maxMembers } from './rules'
import { hashToken } from './session-token'

/**
 * Joins the workspace of an invitation that was sent to this person's own address. Works once; a member keeps the role they have.
 * @throws not_found (used, taken back or over), forbidden (sent to another address), limit_exceeded (a full workspace; an owner of as many as
 * anybody may own)
 */
export const acceptInvitation = async (
  ctx: UserContext,
  { token }: { readonly token: string },
): Promise<{ readonly workspaceId: string }> => {
  const now = new Date(ctx.clock.now())
  const where = { tokenHash: hashToken(token), acceptedAt: null, expiresAt: { gt: now } }
  return ctx.db.$transaction(async (tx) => {
    const found = await tx.invitation.findFirst({
      where,
      select: { id: true, workspaceId: true, email: true, role: true },
    })
    if (found === null) throw overOrUsed()
    if (found.email !== ctx.user.email)
      throw new DomainError(
        'forbidden',
        'This invitation is for another address. Sign in with the address it was sent to, or ask for a new one.',
      )
    const { workspaceId, role } = found
    await lockMembers(tx, workspaceId)
    // Of two clicks at once the first takes it; so does whoever takes it back meanwhile.
    const { count } = await tx.invitation.updateMany({ where, data: { acceptedAt: now } })
    if (count === 0) throw overOrUsed()
    if ((await tx.membership.count({ where: { workspaceId } })) >= maxMembers)
      throw new DomainError('limit_exceeded', `The workspace has ${maxMembers} members, which is the most it can have.`)
    const userId = ctx.user.id
    const isMember = (await tx.membership.count({ where: { workspaceId, userId } })) === 1
    if (role === 'owner' && !isMember)
      await requireRoomToOwn(
        tx,
        userId,
        (most) => `You own ${most} workspaces, which is the most. Ask for another role.`,
      )
    await tx.membership.createMany({ data: { workspaceId, userId, role, createdAt: now }, skipDuplicates: true })
    return { workspaceId }
  })
}

const overOrUsed = () =>
  new DomainError('not_found', 'This invitation was used, taken back, or is over. Ask for a new one.')
