import type { AppContext } from '@/server/context'
import { marketingLinks, queueMarketingMail } from '@/server/notifications'
import type { CampaignId } from './campaigns'
import { chooseCampaign } from './choose-campaign'
import { loadReader } from './load-reader'
import { localTimeOf } from './local-time'
import { writeLetter } from './write-letter'

export type ReaderDue = {
  readonly campaign: CampaignId
  readonly userId: string
  /** When the scheduler asked: which date it was for the reader, and what was true of them, is told from this moment. */
  readonly atMs: number
}

export type CampaignOutcome =
  | 'queued'
  /** Nothing is due to this person after all, or something of more weight is today, or they do not want it. */
  | 'not due'
  /** The reader's date has passed while this waited. */
  | 'too late'
  /** It was there already, or another one of today was. */
  | 'had already'

/**
 * Writes the mail of a campaign to one person, if it is the one of their day. As often as this is asked, and by however many at once, there is
 * one mail: its key and the reader's date are unique. The sweep of waiting mail sends it.
 */
export const sendCampaign = async (
  ctx: AppContext,
  { campaign, userId, atMs }: ReaderDue,
): Promise<CampaignOutcome> => {
  const reader = await loadReader(ctx, userId, atMs)
  const chosen = reader === null || reader.isDemo ? null : chooseCampaign(reader.facts, atMs)
  if (reader === null || chosen?.campaign.id !== campaign) return 'not due'
  const { timeZone, sent } = reader.facts
  const now = ctx.clock.now()
  if (localTimeOf(timeZone, now).day !== chosen.day) return 'too late'
  if (sent.has(chosen.key)) return 'had already'
  const letter = await writeLetter(ctx, reader, chosen)
  const { category } = chosen.campaign
  const isNew = await queueMarketingMail(ctx.db, letter, {
    key: chosen.key,
    to: reader.email,
    userId,
    now: new Date(now),
    marketing: { category, day: chosen.day, headers: marketingLinks(ctx, { userId, category }).headers },
  })
  return isNew ? 'queued' : 'had already'
}
