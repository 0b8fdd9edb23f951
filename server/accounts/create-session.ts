import type { AppContext } from '@/server/context'
import { rememberPlace } from './known-place'
import { sessionLifeMs } from './rules'
import { rememberHolder } from './session-holder'
import { hashToken, newToken } from './session-token'

export type Visitor = {
  readonly userAgent: string | null
  /** Of server/platform's `ipPrefix`. */
  readonly ipPrefix: string | null
}

export type NewSession = { readonly id: string; readonly token: string; readonly expires: Date }

/** A signed-in browser. The token is told once, here: only its hash is kept. */
export const createSession = async (
  ctx: AppContext,
  input: Visitor & { readonly userId: string; readonly token?: string },
): Promise<NewSession> => {
  const token = input.token ?? newToken()
  const now = ctx.clock.now()
  const expires = new Date(now + sessionLifeMs)
  // Signing in is a visit.
  await ctx.db.user.updateMany({ where: { id: input.userId }, data: { lastSeenAt: new Date(now) } })
  const { id } = await ctx.db.session.create({
    data: {
      sessionToken: hashToken(token),
      userId: input.userId,
      expires,
      userAgent: input.userAgent?.slice(0, 400) ?? null,
      ipPrefix: input.ipPrefix,
      createdAt: new Date(now),
      lastSeenAt: new Date(now),
    },
    select: { id: true },
  })
  await rememberHolder(ctx, hashToken(token), input.userId)
  if (input.ipPrefix !== null) await rememberPlace(ctx, input.userId, input.ipPrefix)
  return { id, token, expires }
}

/** Signs out the browser that holds this token; no error when nobody does. */
export const endSession = async (ctx: AppContext, token: string): Promise<void> => {
  await ctx.db.session.deleteMany({ where: { sessionToken: hashToken(token) } })
}
