import type { AppContext } from '@/server/context'
import { sessionLifeMs } from './rules'

type Remembering = Pick<AppContext, 'ports'>

const keyOf = (sessionHash: string): string => `session-holder:${sessionHash}`

/**
 * Whose a session is, as all processes remember it; undefined when nobody remembers. By the hash of its token. Only to count by: it lets
 * nobody in, for whether the session still is there only the database says.
 */
export const findHolder = (ctx: Remembering, sessionHash: string): Promise<string | undefined> =>
  ctx.ports.cache.get(keyOf(sessionHash))

export const rememberHolder = (ctx: Remembering, sessionHash: string, userId: string): Promise<void> =>
  ctx.ports.cache.set(keyOf(sessionHash), userId, sessionLifeMs)

export const forgetHolder = (ctx: Remembering, sessionHash: string): Promise<void> =>
  ctx.ports.cache.delete(keyOf(sessionHash))
