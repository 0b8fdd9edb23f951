import { type PlanId, plans, rolloverCap } from './plans'

/** 1 credit = 1 started minute of source. */
export const creditsFor = (durationMs: number): number => Math.ceil(Math.max(0, durationMs) / 60_000)

/** What a reservation gives back once it is known how much was worked on: never more than was reserved. */
export const settlement = (reserved: number, durationMs: number): { used: number; back: number } => {
  const used = Math.min(reserved, creditsFor(durationMs))
  return { used, back: reserved - used }
}

/** What a new month does to a balance: what is over the rollover cap goes, the plan's credits come. */
export const renewal = (balance: number, plan: PlanId): { expired: number; granted: number } => ({
  expired: Math.max(0, balance - rolloverCap(plan)),
  granted: plans[plan].creditsPerMonth,
})

/** The same day and time `months` later, UTC; the month's last day where it is shorter. */
export const addMonths = (date: Date, months: number): Date => {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const start = new Date(date)
  start.setUTCFullYear(year, month, Math.min(date.getUTCDate(), lastDay))
  return start
}

/** The first period that begins after `after`. Counted from the anchor, so that 31 January gives 28 February and then 31 March. */
export const nextPeriodStart = (anchor: Date, after: Date): Date => {
  const months = (after.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + after.getUTCMonth() - anchor.getUTCMonth()
  const candidates = [months - 1, months, months + 1].map((count) => addMonths(anchor, Math.max(1, count)))
  return candidates.find((start) => start > after) ?? addMonths(anchor, months + 2)
}

/** How much of what a period had is used, in per cent that people are told about; null below four fifths. */
export const levelReached = (used: number, left: number): 80 | 100 | null => {
  if (used <= 0) return null
  if (left <= 0) return 100
  return used >= 4 * left ? 80 : null
}
