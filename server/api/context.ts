import { findSession } from '@/server/accounts'
import { requestContext } from '@/server/compose-app'
import type { UserContext, WorkspaceContext } from '@/server/context'
import type { TrpcContext } from './init'

/** `__Host-` binds the cookie to this very host over https; plain http on a loopback address can't carry that name. */
export const sessionCookieName = (appUrl: string): string =>
  appUrl.startsWith('https:') ? '__Host-clipforge-session' : 'clipforge-session'
export const workspaceCookieName = 'clipforge-workspace'

export const readCookie = (headers: Headers, name: string): string | undefined => {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return decodeURIComponent(part.slice(at + 1).trim())
  }
  return undefined
}

/** Who asks, by their cookies. The chosen workspace counts only while they belong to it; else it is their own. */
export const createTrpcContext = async (
  headers: Headers,
  resHeaders: Headers = new Headers(),
): Promise<TrpcContext> => {
  const app = await requestContext()
  const token = readCookie(headers, sessionCookieName(app.config.appUrl))
  const signedIn = token === undefined ? null : await findSession(app, token)
  if (signedIn === null) return { app, user: null, workspace: null, resHeaders }
  const user: UserContext = { ...app, user: signedIn.user, sessionId: signedIn.sessionId }
  const chosen = readCookie(headers, workspaceCookieName)
  const membership =
    signedIn.memberships.find(({ workspaceId }) => workspaceId === chosen) ??
    signedIn.memberships.find(({ isPersonal }) => isPersonal) ??
    signedIn.memberships[0]
  const workspace: WorkspaceContext | null =
    membership === undefined ? null : { ...user, workspaceId: membership.workspaceId, role: membership.role }
  return { app, user, workspace, resHeaders }
}
