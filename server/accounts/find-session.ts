import type { AppContext, RoleName, UserContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import { queryRows } from '@/server/db/query-rows'
import { isOperator, sessionLifeMs, touchEveryMs } from './rules'
import { hashToken } from './session-token'

type Membership = { readonly workspaceId: string; readonly role: RoleName; readonly isPersonal: boolean }

export type SignedIn = {
  readonly user: UserContext['user']
  readonly sessionId: string
  readonly memberships: readonly Membership[]
}

type Row = {
  sessionId: string
  expires: Date
  lastSeenAt: Date
  id: string
  email: string
  name: string | null
  timeZone: string
  isDemo: boolean
  isVerified: boolean
  memberships: Membership[]
}

/**
 * Who holds this session token (the cookie's value); null when it is unknown or over. Being used makes a session last longer; that and
 * the person's last visit are written at most once an hour.
 */
export const findSession = async (ctx: AppContext, token: string): Promise<SignedIn | null> => {
  // Every request asks this: one statement, where nested selects would be four.
  const [row] = await queryRows<Row>(
    ctx.db,
    Prisma.sql`
    SELECT session."id" AS "sessionId", session."expires", session."lastSeenAt",
      person."id", person."email", person."name", person."timeZone",
      person."isDemo", person."emailVerified" IS NOT NULL AS "isVerified",
      COALESCE((
        SELECT json_agg(json_build_object('workspaceId', m."workspaceId", 'role', m."role", 'isPersonal', w."isPersonal") ORDER BY m."createdAt")
        FROM "Membership" m JOIN "Workspace" w ON w."id" = m."workspaceId" WHERE m."userId" = person."id"
      ), '[]') AS memberships
    FROM "Session" session JOIN "User" person ON person."id" = session."userId"
    WHERE session."sessionToken" = ${hashToken(token)}`,
  )
  const now = ctx.clock.now()
  if (row === undefined || row.expires.getTime() <= now) return null
  const { sessionId, lastSeenAt, memberships, id, email, name, timeZone } = row
  if (now - lastSeenAt.getTime() >= touchEveryMs) await touchSession(ctx, { id: sessionId, lastSeenAt }, id)
  return {
    user: { id, email, name, timeZone, isOperator: isOperator(ctx.config, row) },
    sessionId,
    memberships,
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
