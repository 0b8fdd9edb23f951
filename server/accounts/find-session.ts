import { createHash } from 'node:crypto'
import type { AppContext, RoleName, UserContext } from '@/server/context'

export type SignedIn = {
  readonly user: UserContext['user']
  readonly sessionId: string
  readonly memberships: readonly {
    readonly workspaceId: string
    readonly role: RoleName
    readonly isPersonal: boolean
  }[]
}

/** Who holds this session token (the cookie's value); null when it is unknown or over. */
export const findSession = async (ctx: AppContext, token: string): Promise<SignedIn | null> => {
  const session = await ctx.db.session.findUnique({
    where: { sessionToken: hashToken(token) },
    select: {
      id: true,
      expires: true,
      user: {
        select: {
          id: true,
          email: true,
          name: true,
          timeZone: true,
          memberships: {
            select: { workspaceId: true, role: true, workspace: { select: { isPersonal: true } } },
            orderBy: { createdAt: 'asc' },
          },
        },
      },
    },
  })
  if (session === null || session.expires.getTime() <= ctx.clock.now()) return null
  const { memberships, ...user } = session.user
  return {
    user,
    sessionId: session.id,
    memberships: memberships.map(({ workspaceId, role, workspace }) => ({
      workspaceId,
      role,
      isPersonal: workspace.isPersonal,
    })),
  }
}

/** What the table holds of a session token: reading the table signs nobody in. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')
