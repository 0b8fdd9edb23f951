import type { AppContext } from '@/server/context'
import { campaignReaderDue } from '@/server/durable-events'
import { type CampaignId, campaignOf } from './campaigns'
import { isHourReached } from './is-hour-reached'
import { isReadByZone, listCount, listReaders, listZones, type Place } from './list-readers'
import { localTimeOf } from './local-time'

/** The hours that a run of a campaign answers for: after `fromMs`, up to `toMs`. */
export type Hours = { readonly fromMs: number; readonly toMs: number }

const pageSize = 500
const noPlace: Place = { list: 0, zone: '', at: new Date(0).toISOString(), id: '' }

/** A campaign that never ran, or not for long, begins with this hour: nobody is owed mail of last month. */
const firstMs = 3_600_000
const longestMs = 24 * 3_600_000

/** The hours since the campaign's last finished run. */
export const campaignHours = async (ctx: AppContext, campaign: CampaignId): Promise<Hours> => {
  const toMs = ctx.clock.now()
  const run = await ctx.db.campaignRun.findUnique({ where: { campaign }, select: { doneThrough: true } })
  const sinceMs = run?.doneThrough.getTime() ?? toMs - firstMs
  return { fromMs: Math.max(Math.min(sinceMs, toMs), toMs - longestMs), toMs }
}

/**
 * Asks for the mail of up to 500 people whose hour came in these hours, one durable event each, and says where the next call goes on; null when
 * everybody was asked for. However many there are, one page of them is in memory. Repeated, it sends the same events.
 */
export const fanOutCampaign = async (
  ctx: AppContext,
  campaign: CampaignId,
  hours: Hours,
  place: Place = noPlace,
): Promise<{ readonly next: Place | null; readonly asked: number }> => {
  const due = (await listZones(ctx)).filter((zone) => isHourReached(zone, campaignOf(campaign), hours))
  let asked = 0
  let next: Place | null = due.length === 0 ? null : place
  while (next !== null && asked < pageSize) {
    const zones = isReadByZone(campaign) ? due.filter((zone) => zone >= (next?.zone ?? '')).slice(0, 1) : due
    const [zone = ''] = zones
    const from: Place = zone === next.zone || !isReadByZone(campaign) ? next : { ...noPlace, list: next.list, zone }
    const limit = pageSize - asked
    const readers =
      zones.length === 0 ? [] : await listReaders(ctx, campaign, { zones, place: from, atMs: hours.toMs, limit })
    if (readers.length > 0)
      await ctx.ports.events.send(
        readers.map(({ userId, timeZone }) =>
          campaignReaderDue({ campaign, userId, atMs: hours.toMs, day: localTimeOf(timeZone, hours.toMs).day }),
        ),
      )
    asked += readers.length
    const last = readers.at(-1)
    if (last !== undefined && readers.length === limit)
      return { next: { ...from, at: last.at.toISOString(), id: last.id }, asked }
    const following = isReadByZone(campaign) ? due.find((each) => each > zone) : undefined
    if (following !== undefined && zones.length > 0) next = { ...noPlace, list: from.list, zone: following }
    else next = from.list + 1 < listCount(campaign) ? { ...noPlace, list: from.list + 1 } : null
  }
  return { next, asked }
}

/** Everybody of these hours was asked for. */
export const finishCampaign = async (ctx: AppContext, campaign: CampaignId, { toMs }: Hours): Promise<void> => {
  const doneThrough = new Date(toMs)
  await ctx.db.campaignRun.createMany({ data: { campaign, doneThrough }, skipDuplicates: true })
  // Of two schedulers the slower one must not set it back.
  await ctx.db.campaignRun.updateMany({ where: { campaign, doneThrough: { lt: doneThrough } }, data: { doneThrough } })
}
