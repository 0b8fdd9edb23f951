import type { AppContext, RoleName, UserContext } from '@/server/context'
import { sessionLifeMs, touchEveryMs } from './rules'
import { hashToken } from './session-token'

export type SignedIn = {
  readonly user: UserContext['user']
  readonly sessionId: string
  readonly memberships: readonly {
    readonly workspaceId: string
    readonly role: RoleName
    readonly isPersonal: boolean
  }[]
}

/**
 * Who holds this session token (the cookie's value); null when it is unknown or over. Being used makes a session last longer; that and
 * the person's last visit are written at most once an hour.
 */
export const findSession = async (ctx: AppContext, token: string): Promise<SignedIn | null> => {
  const session = await ctx.db.session.findUnique({
    where: { sessionToken: hashToken(token) },
    select: {
      id: true,
      expires: true,
      lastSeenAt: true,
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
  const now = ctx.clock.now()
  if (session === null || session.expires.getTime() <= now) return null
  const { memberships, ...user } = session.user
  if (now - session.lastSeenAt.getTime() >= touchEveryMs) await touchSession(ctx, session, user.id)
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

/** Of several requests that find a session untouched for an hour, the first writes. */
const touchSession = async (
  ctx: AppContext,
  session: { readonly id: string; readonly lastSeenAt: Date },
  userId: string,
): Promise<void> => {
  const now = new Date(ctx.clock.now())
  const { count } = await ctx.db.session.updateMany({
    where: { id: session.id, lastSeenAt: session.lastSeenAt },
    data: { lastSeenAt: now, expires: new Date(now.getTime() + sessionLifeMs) },
  })
  if (count === 1) await ctx.db.user.update({ where: { id: userId }, data: { lastSeenAt: now }, select: { id: true } })
}
