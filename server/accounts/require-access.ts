import type { WorkspaceContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import { queryRows } from '@/server/db/query-rows'
import { DomainError } from '@/server/errors'
import { noWorkspace } from './internal'

type Row = { expires: Date; isMember: boolean }

/**
 * Whether what a request was let in by still holds, for whatever goes on long after that moment. One statement.
 * @throws unauthenticated when the session is over, not_found when the person is in the workspace no more
 */
export const requireAccess = async (ctx: WorkspaceContext): Promise<void> => {
  const [row] = await queryRows<Row>(
    ctx.db,
    Prisma.sql`
    SELECT session."expires", EXISTS (
      SELECT 1 FROM "Membership" m WHERE m."workspaceId" = ${ctx.workspaceId} AND m."userId" = session."userId"
    ) AS "isMember"
    FROM "Session" session WHERE session."id" = ${ctx.sessionId} AND session."userId" = ${ctx.user.id}`,
  )
  if (row === undefined || row.expires.getTime() <= ctx.clock.now())
    throw new DomainError('unauthenticated', 'You were signed out. Sign in to go on.')
  if (!row.isMember) throw noWorkspace()
}
