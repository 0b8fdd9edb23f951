import type { MailCategory } from '@/server/db/generated/client'
import { type Campaign, campaigns } from './campaigns'
import { dayOf, type LocalTime, localTimeOf } from './local-time'

/** All that decides which campaign, if any, writes to a person today. Times in milliseconds since the epoch. */
export type ReaderFacts = {
  readonly userId: string
  readonly timeZone: string
  readonly createdAtMs: number
  readonly lastSeenAtMs: number
  /** When the trial ends or ended; null for somebody who has none. */
  readonly trialEndsAtMs: number | null
  readonly hasClips: boolean
  /** Whether something of theirs was finished in the week before this one (Monday to Sunday, by their own calendar). */
  readonly hasWorkedLastWeek: boolean
  readonly unwanted: readonly MailCategory[]
  /** Keys of the campaign mails they had, each with its date. */
  readonly sent: ReadonlyMap<string, string>
}

export type ChosenMail = {
  readonly campaign: Campaign
  readonly variant: Variant
  /** "{template}:{variant}:{userId}:{period}": one mail, however often it is asked for. */
  readonly key: string
  /** The reader's own date. */
  readonly day: string
}

export type Variant = 'once' | '3-days' | '1-day' | 'ended' | 'week' | '14-days' | '30-days'

type Due = { readonly variant: Variant; readonly period: string }

const hourMs = 3_600_000
/** A day's outage must not cost a reader the mail that was due on it. */
const slackDays = 2

/**
 * The one campaign mail of a person's day, or null. The answer is the same at every hour of that day: at nine the summary already gives way
 * to what will be due at ten.
 */
export const chooseCampaign = (facts: ReaderFacts, atMs: number): ChosenMail | null => {
  const now = localTimeOf(facts.timeZone, atMs)
  for (const campaign of campaigns) {
    if (facts.unwanted.includes(campaign.category)) continue
    if (campaign.weekday !== undefined && campaign.weekday !== now.weekday) continue
    const due = isDue(campaign, facts, { now, atMs: atMs + (campaign.hour - now.hour) * hourMs })
    if (due === null) continue
    const key = `${campaign.id}:${due.variant}:${facts.userId}:${due.period}`
    // What was sent on another day is done with; what was sent today is today's mail.
    if ((facts.sent.get(key) ?? now.day) === now.day) return { campaign, variant: due.variant, key, day: now.day }
  }
  return null
}

/** `atMs` is the campaign's own hour of the day. */
const isDue = (
  { id }: Campaign,
  facts: ReaderFacts,
  { now, atMs }: { readonly now: LocalTime; readonly atMs: number },
): Due | null => {
  const daysSince = (ms: number) => now.dayNumber - localTimeOf(facts.timeZone, ms).dayNumber
  const signedUp = { variant: 'once', period: dayOf(facts.createdAtMs) } as const
  switch (id) {
    case 'trial-expiry':
      return facts.trialEndsAtMs === null ? null : trialDue(facts.trialEndsAtMs, -daysSince(facts.trialEndsAtMs), atMs)
    case 'onboarding-day-1': {
      const isTime = atMs - facts.createdAtMs >= 24 * hourMs && daysSince(facts.createdAtMs) <= 2
      return isTime && !facts.hasClips ? signedUp : null
    }
    case 'onboarding-day-3': {
      const days = daysSince(facts.createdAtMs)
      return days >= 3 && days <= 3 + slackDays ? signedUp : null
    }
    case 'weekly-summary':
      return facts.hasWorkedLastWeek ? { variant: 'week', period: dayOf((now.dayNumber - 7) * 24 * hourMs) } : null
    case 'inactivity': {
      const days = daysSince(facts.lastSeenAtMs)
      const length = [14, 30].find((each) => days >= each && days <= each + slackDays)
      if (length === undefined) return null
      return { variant: length === 14 ? '14-days' : '30-days', period: dayOf(facts.lastSeenAtMs) }
    }
    default:
      return id satisfies never
  }
}

/** Dates ahead are counted by the reader's calendar; that it has ended is said at the first ten o'clock after the end. */
const trialDue = (endsAtMs: number, daysAhead: number, atMs: number): Due | null => {
  const period = dayOf(endsAtMs)
  if (daysAhead === 3) return { variant: '3-days', period }
  if (daysAhead === 1) return { variant: '1-day', period }
  return endsAtMs <= atMs && daysAhead >= -1 ? { variant: 'ended', period } : null
}
