import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { hashToken } from './session-token'

const perAddress = { most: 5, windowMs: 15 * 60_000 }
const perPlace = { most: 20, windowMs: 3_600_000 }

/**
 * Counts a request for a sign-in link: five a quarter of an hour from one place for one address, twenty an hour from one place. Counting
 * that does not work refuses: this door sends mail to strangers.
 * @throws rate_limited with `retryAfterMs`
 */
export const limitSignIn = async (
  ctx: AppContext,
  { email, ipPrefix }: { readonly email: string; readonly ipPrefix: string | null },
): Promise<void> => {
  const place = ipPrefix ?? 'unknown'
  await spend(ctx, `sign-in:${hashToken(`${place} ${email}`)}`, perAddress)
  // Whoever sits at this machine is one place, and alone: nobody to protect from.
  if (!ctx.config.isLocal) await spend(ctx, `sign-in-place:${hashToken(place)}`, perPlace)
}

const spend = async (ctx: AppContext, key: string, { most, windowMs }: typeof perAddress): Promise<void> => {
  const { count, resetsInMs } = await ctx.ports.cache.count(key, windowMs).catch((cause) => {
    ctx.log.error('attempts to sign in cannot be counted', { cause: String(cause) })
    return { count: Number.POSITIVE_INFINITY, resetsInMs: 60_000 }
  })
  if (count <= most) return
  const minutes = Math.max(1, Math.ceil(resetsInMs / 60_000))
  throw new DomainError(
    'rate_limited',
    `Too many links were asked for. Use the newest mail you got, or try again in ${minutes} min.`,
    { details: { retryAfterMs: resetsInMs } },
  )
}
