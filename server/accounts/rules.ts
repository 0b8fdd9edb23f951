import type { AppConfig, RoleName } from '@/server/context'

const dayMs = 86_400_000

/** A session that nobody uses for this long is over; each use moves its end. */
export const sessionLifeMs = 30 * dayMs
/** A session in use is written this often, not at every request. */
export const touchEveryMs = 3_600_000
export const invitationLifeMs = 7 * dayMs
/** OWASP's advice for one-time links is minutes; a slow mail still arrives within this. */
export const signInLinkLifeMs = 15 * 60_000

/** Each workspace brings free credits each month: a person owns no more than these, and makes no more than these ever. */
export const maxOwnedWorkspaces = 5
export const maxMembers = 50
/** Mail to strangers in a workspace's name: what a team needs, not what a spammer does. */
export const maxOpenInvitations = 50

const ranks: Readonly<Record<RoleName, number>> = { viewer: 0, editor: 1, admin: 2, owner: 3 }
export const roles: readonly RoleName[] = ['viewer', 'editor', 'admin', 'owner']

/** Nobody gives, takes or changes a role above their own: an admin can't make, unmake or remove an owner. */
export const canManage = (actor: RoleName, ...roles: readonly RoleName[]): boolean =>
  ranks[actor] >= ranks.admin && roles.every((role) => ranks[role] <= ranks[actor])

/** An address that somebody only claims makes nobody an operator; the demo account is one where its machine is theirs. */
export const isOperator = (
  config: Pick<AppConfig, 'operatorEmails' | 'isLocal'>,
  person: { readonly email: string; readonly isVerified: boolean; readonly isDemo: boolean },
): boolean => (person.isVerified && config.operatorEmails.includes(person.email)) || (person.isDemo && config.isLocal)

const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
]

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
]

/** "Firefox on Windows": enough to know one's own devices by. Never the header itself, which a client chooses. */
export const describeDevice = (userAgent: string | null): string => {
  const nameOf = (list: typeof browsers) => list.find(([, sign]) => sign.test(userAgent ?? ''))?.[0]
  const browser = nameOf(browsers)
  const system = nameOf(systems)
  if (browser !== undefined && system !== undefined) return `${browser} on ${system}`
  return browser ?? system ?? 'Unknown device'
}

export const homePath = '/projects'

/**
 * Where to go after signing in: a path of this site, else home. A browser reads `//host`, `/\host` and what hides behind tabs and line
 * ends as another site, so that only plain paths pass, and only those that are still plain once decoded.
 */
export const safeNextPath = (next: unknown, appUrl: string): string => {
  if (typeof next !== 'string' || next.length > 2_000) return homePath
  const { origin } = new URL(appUrl)
  const path = next.startsWith(`${origin}/`) ? next.slice(origin.length) : next
  if (!isPlainPath(path) || !isPlainPath(decodeOnce(path))) return homePath
  const url = new URL(path, origin)
  // Its dot segments are gone only now: of "/.//host" there is "//host" left.
  const resolved = `${url.pathname}${url.search}${url.hash}`
  if (url.origin !== origin || !isPlainPath(resolved) || /^\/api(\/|$)/.test(url.pathname)) return homePath
  return resolved
}

const isPlainPath = (path: string): boolean => /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(path)

const decodeOnce = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

/** The first name a person's own workspace gets. */
export const personalWorkspaceName = (name: string | null, email: string): string => {
  const first = name?.trim().split(/\s+/)[0] || email.split('@')[0] || 'My'
  return `${first.slice(0, 40)}'s workspace`
}
