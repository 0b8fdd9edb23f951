import type { EmailName, EmailProps } from '@/emails'
import { countMade, findTried, listBestMade } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { getTrial } from '@/server/credits'
import { marketingLinks, type PreparedMail, prepareMail } from '@/server/notifications'
import { findLatest } from '@/server/projects'
import type { ChosenMail } from './choose-campaign'
import type { Reader } from './load-reader'

/**
 * What cutting one clip by hand takes: finding the place, cutting, framing for a phone, captions. An estimate, and the mail says at what it was
 * counted.
 */
const savedMinutesPerClip = 30

const shownClips = 3

/** What of a letter's content is drawn: all of it for its reader, less for others. */
export type Show = <Props>(props: Props) => Props

/** The mail itself, with everything that it shows looked up. */
export const writeLetter = async (
  ctx: AppContext,
  reader: Reader,
  chosen: ChosenMail,
  show: Show = (props) => props,
): Promise<PreparedMail> => {
  const { userId, timeZone } = reader.facts
  const { appUrl } = ctx.config
  const { unsubscribeUrl, preferencesUrl } = marketingLinks(ctx, { userId, category: chosen.campaign.category })
  const common = {
    timeZone,
    locale: reader.locale,
    unsubscribeUrl,
    preferencesUrl,
    postalAddress: ctx.config.postalAddress,
    newProjectUrl: `${appUrl}/projects/new`,
    projectsUrl: `${appUrl}/projects`,
    name: reader.name,
    credits: reader.credits,
  }
  const write = <Name extends EmailName>(name: Name, props: EmailProps[Name]) => prepareMail(name, show(props))
  const { id } = chosen.campaign
  switch (id) {
    case 'onboarding-day-1': {
      const [latest, { endsAt }] = await Promise.all([findLatest(ctx, userId), getTrial(ctx, reader)])
      return write(id, {
        ...common,
        unfinished: latest === null ? null : { title: latest.title, url: `${appUrl}/projects/${latest.id}` },
        sampleUrl: `${appUrl}/projects/new`,
        trialEndsAt: whileAhead(ctx, endsAt),
      })
    }
    case 'onboarding-day-3': {
      const [tried, made, [topClip], { endsAt }] = await Promise.all([
        findTried(ctx, userId),
        countMade(ctx, { userId }),
        listBestMade(ctx, { userId }, 1),
        getTrial(ctx, reader),
      ])
      const { clipCount } = made
      return write(id, {
        ...common,
        tried,
        clipCount,
        topClip: topClip ?? null,
        trialEndsAt: whileAhead(ctx, endsAt),
      })
    }
    case 'trial-expiry': {
      const [made, clips, { endsAt, ...trial }] = await Promise.all([
        countMade(ctx, { userId }),
        listBestMade(ctx, { userId }, shownClips),
        getTrial(ctx, reader),
      ])
      const when = chosen.variant === '3-days' ? 'in-3-days' : chosen.variant === '1-day' ? 'in-1-day' : 'ended'
      return write(id, {
        ...common,
        ...trial,
        when,
        trialEndsAt: endsAt ?? new Date(ctx.clock.now()),
        made,
        clips,
        // Nothing can be bought yet.
        plansUrl: null,
      })
    }
    case 'weekly-summary': {
      const { from, to } = reader.lastWeek
      const before = new Date(from.getTime() - (to.getTime() - from.getTime()))
      const [made, past, [topClip]] = await Promise.all([
        countMade(ctx, { userId, from, to }),
        countMade(ctx, { userId, from: before, to: from }),
        listBestMade(ctx, { userId, from, to }, 1),
      ])
      const { clipCount, sourceMinutes } = made
      return write(id, {
        ...common,
        // Noon, so that a change of the clock in that week moves neither into another day.
        weekStart: new Date(from.getTime() + 12 * 3_600_000),
        weekEnd: new Date(to.getTime() - 12 * 3_600_000),
        clipCount,
        sourceMinutes,
        savedMinutes: clipCount * savedMinutesPerClip,
        savedMinutesPerClip,
        clipCountBefore: past.clipCount + past.projectCount > 0 ? past.clipCount : null,
        topClip: topClip ?? null,
      })
    }
    case 'inactivity': {
      const [made, clips, latest] = await Promise.all([
        countMade(ctx, { userId }),
        listBestMade(ctx, { userId }, shownClips),
        findLatest(ctx, userId),
      ])
      return write(id, {
        ...common,
        days: chosen.variant === '30-days' ? 30 : 14,
        clips,
        clipCount: made.clipCount,
        lastProject: latest === null ? null : { title: latest.title, url: `${appUrl}/projects/${latest.id}` },
      })
    }
    default:
      return id satisfies never
  }
}

const whileAhead = ({ clock }: AppContext, at: Date | null): Date | null =>
  at !== null && at.getTime() > clock.now() ? at : null
