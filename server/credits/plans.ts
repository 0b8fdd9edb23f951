/**
 * What each plan gives, in one table: the ledger, the pages and the refusals read it. Prices come with the issue that sells them:
 * nothing but Free and its trial can be had yet.
 */
export const plans = {
  free: { id: 'free', name: 'Free', creditsPerMonth: 60, hasWatermark: true, isSold: false },
  starter: { id: 'starter', name: 'Starter', creditsPerMonth: 150, hasWatermark: false, isSold: false },
  pro: { id: 'pro', name: 'Pro', creditsPerMonth: 300, hasWatermark: false, isSold: false },
  business: { id: 'business', name: 'Business', creditsPerMonth: 1_000, hasWatermark: false, isSold: false },
} as const satisfies Record<string, Plan>

export type Plan = {
  readonly id: string
  readonly name: string
  /** 1 credit = 1 started minute of source. */
  readonly creditsPerMonth: number
  /** A small "ClipForge" in a corner of every clip. */
  readonly hasWatermark: boolean
  /** Whether it can be bought now. */
  readonly isSold: boolean
}

export type PlanId = keyof typeof plans

/** At a renewal, unused credits up to one more month's worth stay. */
export const rolloverCap = (plan: PlanId): number => plans[plan].creditsPerMonth

export const trial = { plan: 'starter', days: 7 } as const satisfies { plan: PlanId; days: number }
