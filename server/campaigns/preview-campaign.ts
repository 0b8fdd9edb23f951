import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { marketingLinks, type PreparedMail } from '@/server/notifications'
import { type CampaignId, campaignOf } from './campaigns'
import type { Variant } from './choose-campaign'
import { loadReader } from './load-reader'
import { type Show, writeLetter } from './write-letter'

export const campaignVariants = {
  'trial-expiry': ['3-days', '1-day', 'ended'],
  'onboarding-day-1': ['once'],
  'onboarding-day-3': ['once'],
  'weekly-summary': ['week'],
  inactivity: ['14-days', '30-days'],
} as const satisfies Record<CampaignId, readonly Variant[]>

/**
 * The mail that a person would get if it were due now, for somebody else's eyes: its links unsubscribe whoever looks at it, not the person, and
 * `show` takes out of it what those eyes are not to see.
 * @throws not_found
 */
export const previewCampaign = async (
  ctx: AppContext,
  asked: {
    readonly userId: string
    readonly campaign: CampaignId
    readonly variant: Variant
    readonly viewerId: string
    readonly show: Show
  },
): Promise<PreparedMail> => {
  const reader = await loadReader(ctx, asked.userId, ctx.clock.now())
  if (reader === null) throw new DomainError('not_found', 'This person has no workspace of their own to write about.')
  const campaign = campaignOf(asked.campaign)
  const chosen = { campaign, variant: asked.variant, key: '', day: '' }
  const { template, content } = await writeLetter(ctx, reader, chosen, asked.show)
  const linksOf = (userId: string) => marketingLinks(ctx, { userId, category: campaign.category })
  const [theirs, ours] = [linksOf(asked.userId), linksOf(asked.viewerId)]
  const turn = (text: string) =>
    text.replaceAll(theirs.unsubscribeUrl, ours.unsubscribeUrl).replaceAll(theirs.preferencesUrl, ours.preferencesUrl)
  return { template, content: { ...content, html: turn(content.html), text: turn(content.text) } }
}
