import type { RateClaim, RatePolicy } from '@/server/ports/rate-limiter'
import { ratePolicies } from './policies'

/** Who a call is counted for: a key before the person it belongs to, a person before the place they are in. */
export type Caller =
  | { readonly kind: 'api-key'; readonly id: string; readonly plan: string }
  | { readonly kind: 'user'; readonly id: string }
  /** Nobody signed in; null when nothing says where they are. */
  | { readonly kind: 'place'; readonly ipPrefix: string | null }

/** What a call of `cost` procedures takes from its caller. */
export const claimsOf = (caller: Caller, cost: number): readonly RateClaim[] => {
  const claim = (policy: RatePolicy, subject: string): RateClaim => ({ policy, subject, cost })
  switch (caller.kind) {
    case 'api-key':
      return [
        claim(caller.plan === 'free' ? ratePolicies.apiKeyFree : ratePolicies.apiKeyPro, caller.id),
        claim(ratePolicies.apiKeyCeiling, caller.id),
      ]
    case 'user':
      return [claim(ratePolicies.user, caller.id)]
    case 'place':
      return [claim(ratePolicies.anonymous, caller.ipPrefix ?? 'unknown')]
    default:
      return caller satisfies never
  }
}
