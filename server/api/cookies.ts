/** Browsers keep a cookie for 400 days at most. How long a session really lasts, the server alone decides. */
export const cookieLifeSeconds = 400 * 86_400

const isSecure = (appUrl: string): boolean => appUrl.startsWith('https:')

/** `__Host-` binds a cookie to this very host over https; plain http on a loopback address can't carry that name. */
const hostName = (name: string, appUrl: string): string => (isSecure(appUrl) ? `__Host-${name}` : name)

export const sessionCookieName = (appUrl: string): string => hostName('clipforge-session', appUrl)
export const workspaceCookieName = (appUrl: string): string => hostName('clipforge-workspace', appUrl)

const attributes = (appUrl: string): string => `Path=/; HttpOnly; SameSite=Lax${isSecure(appUrl) ? '; Secure' : ''}`

export const sessionCookie = (token: string, appUrl: string): string =>
  `${sessionCookieName(appUrl)}=${token}; Max-Age=${cookieLifeSeconds}; ${attributes(appUrl)}`

export const workspaceCookie = (workspaceId: string, appUrl: string): string =>
  `${workspaceCookieName(appUrl)}=${workspaceId}; Max-Age=${cookieLifeSeconds}; ${attributes(appUrl)}`

/** The first cookie of that name; undefined when there is none, or it was not written by us. */
export const readCookie = (headers: Headers, name: string): string | undefined => {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) {
      const value = part.slice(at + 1).trim()
      return /^[\w.%~-]*$/.test(value) ? value : undefined
    }
  }
  return undefined
}
