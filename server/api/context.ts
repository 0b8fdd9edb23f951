import { findSession } from '@/server/accounts'
import { requestContext } from '@/server/compose-app'
import type { AppContext, UserContext, WorkspaceContext } from '@/server/context'
import { readCookie, sessionCookieName, workspaceCookieName } from './cookies'
import type { TrpcContext } from './init'

/** Of one request to this web process. */
export const createTrpcContext = async (headers: Headers, resHeaders: Headers = new Headers()): Promise<TrpcContext> =>
  identify(await requestContext(), headers, resHeaders)

/** Who asks, by their cookies. The chosen workspace counts only while they belong to it; else it is their own. */
export const identify = async (
  app: AppContext,
  headers: Headers,
  resHeaders: Headers = new Headers(),
): Promise<TrpcContext> => {
  const token = readCookie(headers, sessionCookieName(app.config.appUrl))
  const signedIn = token === undefined ? null : await findSession(app, token)
  if (signedIn === null) return { app, user: null, workspace: null, resHeaders }
  const user: UserContext = { ...app, user: signedIn.user, sessionId: signedIn.sessionId }
  const chosen = readCookie(headers, workspaceCookieName(app.config.appUrl))
  const membership =
    signedIn.memberships.find(({ workspaceId }) => workspaceId === chosen) ??
    signedIn.memberships.find(({ isPersonal, role }) => isPersonal && role === 'owner') ??
    signedIn.memberships[0]
  const workspace: WorkspaceContext | null =
    membership === undefined ? null : { ...user, workspaceId: membership.workspaceId, role: membership.role }
  return { app, user, workspace, resHeaders }
}
