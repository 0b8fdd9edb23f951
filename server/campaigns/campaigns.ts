import type { MailCategory } from '@/server/db/generated/client'

export type CampaignId = 'trial-expiry' | 'onboarding-day-1' | 'onboarding-day-3' | 'weekly-summary' | 'inactivity'

export type Campaign = {
  readonly id: CampaignId
  readonly category: MailCategory
  /** The reader's own hour, 0-23. */
  readonly hour: number
  /** 1 is Monday; every day where there is none. */
  readonly weekday?: number
}

/** The five, the one that wins a day first: a person gets one of them a day. */
export const campaigns: readonly Campaign[] = [
  { id: 'trial-expiry', category: 'trial', hour: 10 },
  { id: 'onboarding-day-1', category: 'onboarding', hour: 10 },
  { id: 'onboarding-day-3', category: 'onboarding', hour: 10 },
  { id: 'weekly-summary', category: 'summary', hour: 9, weekday: 1 },
  { id: 'inactivity', category: 'inactivity', hour: 14 },
]

export const campaignIds = campaigns.map(({ id }) => id)

export const campaignOf = (id: CampaignId): Campaign => {
  const campaign = campaigns.find((each) => each.id === id)
  if (campaign === undefined) throw new Error(`There is no campaign ${id}.`)
  return campaign
}
