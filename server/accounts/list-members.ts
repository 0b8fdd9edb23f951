import type { RoleName, WorkspaceContext } from '@/server/context'

export type Members = {
  readonly members: readonly {
    readonly userId: string
    readonly name: string | null
    readonly email: string
    readonly role: RoleName
    readonly joinedAt: Date
    readonly isYou: boolean
  }[]
  /** Open ones; those whose time is over are not shown. */
  readonly invitations: readonly {
    readonly id: string
    readonly email: string
    readonly role: RoleName
    readonly expiresAt: Date
  }[]
}

/** A workspace has at most fifty of each, so both lists are whole. */
export const listMembers = async (ctx: WorkspaceContext): Promise<Members> => {
  const { workspaceId } = ctx
  const [members, invitations] = await Promise.all([
    ctx.db.membership.findMany({
      where: { workspaceId },
      orderBy: { createdAt: 'asc' },
      select: { userId: true, role: true, createdAt: true, user: { select: { name: true, email: true } } },
    }),
    ctx.db.invitation.findMany({
      where: { workspaceId, acceptedAt: null, expiresAt: { gt: new Date(ctx.clock.now()) } },
      orderBy: { createdAt: 'desc' },
      select: { id: true, email: true, role: true, expiresAt: true },
    }),
  ])
  return {
    members: members.map(({ userId, role, createdAt, user }) => ({
      userId,
      name: user.name,
      email: user.email,
      role,
      joinedAt: createdAt,
      isYou: userId === ctx.user.id,
    })),
    invitations,
  }
}
