import { findHolder, forgetHolder, hashToken, rememberHolder } from '@/server/accounts'
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
 * knows from the last time, and of one that it has not seen yet the cache. A session of which nothing is remembered has to be looked up; a
 * place from which many came that are nobody's is refused that, so that made-up sessions do not reach the database.
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
    // What refused the work itself says more than what let it begin.
    if (!response.headers.has('ratelimit'))
      for (const [name, value] of Object.entries(rateHeaders(verdict))) response.headers.set(name, value)
    return response
  }
  try {
    const token = readCookie(headers, sessionCookieName(app.config.appUrl))
    const ipPrefix = placeOf(app, headers)
    const place: Caller = { kind: 'place', ipPrefix }
    if (token === undefined) return await admit(await rateLimiter.take(claims(place)), () => identify(app, headers))
    const key = hashToken(token)
    const userId = known.get(key) ?? (await findHolder(app, key))
    const who = () => identify(app, headers).then((context) => remember(key, context, userId))
    if (userId !== undefined) return await admit(await rateLimiter.take(claims({ kind: 'user', id: userId })), who)
    const failure = (units: number): RateClaim[] => [
      { policy: ratePolicies.sessionFailure, subject: ipPrefix ?? 'unknown', cost: units },
    ]
    const asked = await rateLimiter.take(failure(0))
    if (asked.states.some(({ remaining }) => remaining === 0)) return refuse(app, asUsedUp(asked))
    const context = await who()
    if (context.user === null) await rateLimiter.take(failure(1))
    const caller: Caller = context.user === null ? place : { kind: 'user', id: context.user.user.id }
    return await admit(await rateLimiter.take(claims(caller)), async () => context)
  } catch (error) {
    return explainError(app, error)
  }
}

/** `before`: whose the session was thought to be. */
const remember = async (key: string, context: TrpcContext, before: string | undefined): Promise<TrpcContext> => {
  known.delete(key)
  const holder = context.user?.user.id
  if (holder !== undefined) known.set(key, holder)
  const [oldest = key] = known.size > maxKnown ? known.keys() : []
  if (oldest !== key) known.delete(oldest)
  if (holder === undefined && before !== undefined) await forgetHolder(context.app, key)
  if (holder !== undefined && before === undefined) await rememberHolder(context.app, key, holder)
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
  )

/** For requests of uploads that are under way: parts are many and large, and count for themselves. */
export const uploadClaims = (userId: string): readonly RateClaim[] => [
  { policy: ratePolicies.uploadPart, subject: userId, cost: 1 },
]
