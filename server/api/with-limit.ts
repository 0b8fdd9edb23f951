import { createHash } from 'node:crypto'
import type { AppContext } from '@/server/context'
import { clientIp, ipPrefix } from '@/server/platform'
import type { RateClaim, RateVerdict } from '@/server/ports/rate-limiter'
import { type Caller, claimsOf, rateHeaders, ratePolicies, refuseRate } from '@/server/rate-limits'
import { identify } from './context'
import { readCookie, sessionCookieName } from './cookies'
import { explainError } from './explain-error'
import type { TrpcContext } from './init'

type Limited = {
  readonly app: AppContext
  readonly headers: Headers
  /** Procedures that the request calls. */
  readonly cost: number
  /** Of a signed-in person other than the policy `user`. */
  readonly claimsOfUser?: (userId: string) => readonly RateClaim[]
}

/** Whose a session is never changes, so it need not be asked to count. Sessions past this are dropped oldest first. */
const maxKnown = 20_000
const known = new Map<string, string>()

/**
 * Counts a request, then lets `answer` have it. Who is refused costs a hash and one question to the limiter: whose session it is, the process
 * knows from the last time. A session that it has not seen yet has to be looked up; while the place it comes from has used up what nobody
 * signed in may do, that is refused too, so that made-up sessions do not reach the database.
 */
export const withLimit = async (
  limited: Limited,
  answer: (who: () => Promise<TrpcContext>) => Promise<Response>,
): Promise<Response> => {
  const { app, headers, cost, claimsOfUser } = limited
  const { rateLimiter } = app.ports
  const claims = (caller: Caller) =>
    caller.kind === 'user' && claimsOfUser !== undefined ? claimsOfUser(caller.id) : claimsOf(caller, cost)
  const admit = async (verdict: RateVerdict, who: () => Promise<TrpcContext>) => {
    if (!verdict.isAllowed) return refuse(app, verdict)
    const response = await answer(who)
    for (const [name, value] of Object.entries(rateHeaders(verdict))) response.headers.set(name, value)
    return response
  }
  try {
    const token = readCookie(headers, sessionCookieName(app.config.appUrl))
    const place: Caller = { kind: 'place', ipPrefix: placeOf(app, headers) }
    if (token === undefined) return await admit(await rateLimiter.take(claims(place)), () => identify(app, headers))
    const key = createHash('sha256').update(token).digest('base64')
    const userId = known.get(key)
    if (userId !== undefined) {
      const who = () => identify(app, headers).then((context) => remember(key, context))
      return await admit(await rateLimiter.take(claims({ kind: 'user', id: userId })), who)
    }
    const asked = await rateLimiter.take(claimsOf(place, 0))
    if (asked.states.some(({ remaining }) => remaining === 0)) return refuse(app, asUsedUp(asked))
    const context = remember(key, await identify(app, headers))
    const caller: Caller = context.user === null ? place : { kind: 'user', id: context.user.user.id }
    return await admit(await rateLimiter.take(claims(caller)), async () => context)
  } catch (error) {
    return explainError(app, error)
  }
}

const remember = (key: string, context: TrpcContext): TrpcContext => {
  known.delete(key)
  if (context.user !== null) known.set(key, context.user.user.id)
  const [oldest = key] = known.size > maxKnown ? known.keys() : []
  if (oldest !== key) known.delete(oldest)
  return context
}

const placeOf = ({ config }: AppContext, headers: Headers): string | null => {
  const ip = clientIp(headers, config.trustedProxies)
  return ip === null ? null : ipPrefix(ip)
}

/** Asking for nothing is always granted; here it stands for something that would not be. */
const asUsedUp = ({ states }: RateVerdict): RateVerdict => ({
  isAllowed: false,
  states: states.map((state) => ({ ...state, waitMs: Math.max(1, state.nextMs) })),
})

const refuse = (app: AppContext, verdict: RateVerdict): Response =>
  explainError(
    app,
    refuseRate(verdict, (wait) => `Too many requests at once. This goes on by itself in ${wait}.`),
    rateHeaders(verdict),
  )

/** For requests of uploads that are under way: parts are many and large, and count for themselves. */
export const uploadClaims = (userId: string): readonly RateClaim[] => [
  { policy: ratePolicies.uploadPart, subject: userId, cost: 1 },
]
