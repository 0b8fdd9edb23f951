import { findSession } from '@/server/accounts'
import { requestContext } from '@/server/compose-app'
import type { AppContext, UserContext, WorkspaceContext } from '@/server/context'
import { isLocalCaller, requestIdFrom } from '@/server/platform'
import { withRequestId } from '@/server/request-scope'
import { readCookie, sessionCookieName, workspaceCookieName } from './cookies'
import type { TrpcContext } from './init'

/**
 * The app as one request may use it. What is open on a person's own machine is open to requests from it alone: not to the network it is
 * in, and not to a page of another site whose name was pointed here.
 */
export const contextOf = async (headers: Headers): Promise<AppContext> => {
  const app = await requestContext(requestIdFrom((name) => headers.get(name)))
  return { ...app, config: { ...app.config, isLocal: app.config.isLocal && isLocalCaller(headers) } }
}

/** Of one request to this web process. */
export const createTrpcContext = async (headers: Headers, resHeaders: Headers = new Headers()): Promise<TrpcContext> =>
  identify(await contextOf(headers), headers, resHeaders)

/** Who asks, by their cookies. The chosen workspace counts only while they belong to it; else it is their own. */
export const identify = async (
  app: AppContext,
  headers: Headers,
  resHeaders: Headers = new Headers(),
): Promise<TrpcContext> => {
  const token = readCookie(headers, sessionCookieName(app.config.appUrl))
  const signedIn = token === undefined ? null : await withRequestId(app.requestId, () => findSession(app, token))
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
