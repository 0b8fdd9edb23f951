import type { AppContext } from '@/server/context'
import { spendRate } from '@/server/rate-limits'
import { hashToken } from './session-token'

/**
 * Counts a request for a sign-in link: by the place it comes from with the address it is for, by the place alone, and by the address alone,
 * whose box strangers in many places could fill otherwise.
 * @throws rate_limited
 */
export const limitSignIn = async (
  ctx: AppContext,
  { email, ipPrefix }: { readonly email: string; readonly ipPrefix: string | null },
): Promise<void> => {
  const place = ipPrefix ?? 'unknown'
  await spendRate(
    ctx,
    {
      signIn: hashToken(`${place} ${email}`),
      signInAddress: hashToken(email),
      // Whoever sits at this machine is one place, and alone: nobody to protect from.
      ...(ctx.config.isLocal ? {} : { signInPlace: place }),
    },
    (wait) => `Too many links were asked for. Use the newest mail you got, or try again in ${wait}.`,
  )
}
