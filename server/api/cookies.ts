/** Browsers keep a cookie for 400 days at most. How long a session really lasts, the server alone decides. */
export const cookieLifeSeconds = 400 * 86_400

export const isSecure = (appUrl: string): boolean => appUrl.startsWith('https:')

/** `__Host-` binds a cookie to this very host over https; plain http on a loopback address can't carry that name. */
export const hostCookieName = (name: string, appUrl: string): string => (isSecure(appUrl) ? `__Host-${name}` : name)

export const sessionCookieName = (appUrl: string): string => hostCookieName('clipforge-session', appUrl)
export const workspaceCookieName = (appUrl: string): string => hostCookieName('clipforge-workspace', appUrl)

const attributes = (appUrl: string): string => `Path=/; HttpOnly; SameSite=Lax${isSecure(appUrl) ? '; Secure' : ''}`

export const sessionCookie = (token: string, appUrl: string): string =>
  `${sessionCookieName(appUrl)}=${token}; Max-Age=${cookieLifeSeconds}; ${attributes(appUrl)}`

export const workspaceCookie = (workspaceId: string, appUrl: string): string =>
  `${workspaceCookieName(appUrl)}=${workspaceId}; Max-Age=${cookieLifeSeconds}; ${attributes(appUrl)}`

/** A request's cookies by name, decoded; the first of a name counts. */
export const readCookies = (headers: Headers): Readonly<Record<string, string>> => {
  const found = new Map<string, string>()
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(0, at)).trim()
    if (name !== '' && !found.has(name)) found.set(name, decode(part.slice(at + 1).trim()))
  }
  return Object.fromEntries(found)
}

export const readCookie = (headers: Headers, name: string): string | undefined => {
  const cookies = readCookies(headers)
  return Object.hasOwn(cookies, name) ? cookies[name] : undefined
}

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
