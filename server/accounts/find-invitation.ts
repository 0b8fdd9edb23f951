import type { AppContext, RoleName } from '@/server/context'
import { displayName } from './internal'
import { hashToken } from './session-token'

export type InvitationSummary = {
  readonly workspaceName: string
  readonly inviterName: string
  readonly role: RoleName
  /** "a…@example.com": enough for its owner to know it by. */
  readonly addressHint: string
  readonly expiresAt: Date
}

/** What an invitation's link says to whoever holds it; null when it is used, taken back, replaced or over. */
export const findInvitation = async (
  ctx: AppContext,
  { token }: { readonly token: string },
): Promise<InvitationSummary | null> => {
  const invitation = await ctx.db.invitation.findUnique({
    where: { tokenHash: hashToken(token) },
    select: {
      role: true,
      email: true,
      expiresAt: true,
      acceptedAt: true,
      invitedById: true,
      workspace: { select: { name: true } },
    },
  })
  if (invitation === null || invitation.acceptedAt !== null || invitation.expiresAt.getTime() <= ctx.clock.now())
    return null
  const inviter = await ctx.db.user.findUnique({
    where: { id: invitation.invitedById },
    select: { name: true, email: true },
  })
  return {
    workspaceName: invitation.workspace.name,
    inviterName: inviter === null ? 'Somebody who has left' : displayName(inviter),
    role: invitation.role,
    addressHint: invitation.email.replace(/^(.)[^@]*/, '$1…'),
    expiresAt: invitation.expiresAt,
  }
}
