import type { AppContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { spendRate } from '@/server/rate-limits'
import { hasSignedInFrom } from './known-place'
import { hashToken } from './session-token'

/**
 * Counts a request for a sign-in link: by the place it comes from with the address it is for, by the place alone, and by the address alone,
 * whose box strangers in many places could fill otherwise. Strangers who use that up keep nobody out of their own account: a place from
 * which its person has signed in counts for itself then. What is asked and told is the same whether there is such an account or not.
 * @throws rate_limited
 */
export const limitSignIn = async (
  ctx: AppContext,
  { email, ipPrefix }: { readonly email: string; readonly ipPrefix: string | null },
): Promise<void> => {
  const place = ipPrefix ?? 'unknown'
  const ofPlace = {
    signIn: hashToken(`${place} ${email}`),
    // Whoever sits at this machine is one place, and alone: nobody to protect from.
    ...(ctx.config.isLocal ? {} : { signInPlace: place }),
  }
  const all = { ...ofPlace, signInAddress: hashToken(email) }
  const say = (wait: string) => `Too many links were asked for. Use the newest mail you got, or try again in ${wait}.`
  try {
    await spendRate(ctx, all, say)
  } catch (error) {
    if (!isDomainError(error, 'rate_limited')) throw error
    await spendRate(ctx, (await hasSignedInFrom(ctx, { email, ipPrefix })) ? ofPlace : all, say)
  }
}
