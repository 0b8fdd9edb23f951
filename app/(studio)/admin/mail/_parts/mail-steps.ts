import { formatMoment } from '../../../settings/_parts/format-day'
import type { MailLine } from './types'

type Steps = Pick<MailLine, 'createdAt' | 'sentAt' | 'dueAt' | 'attempts' | 'reports'>

const words = { delivered: 'delivered', delayed: 'delayed', bounced: 'bounced', complained: 'called junk' } as const

/** Each step that is known, in order: "Written 25 Nov 2026, 10:00 · sent 10:03 · bounced 10:05". A day is named where it begins. */
export const mailSteps = ({ createdAt, sentAt, dueAt, attempts, reports }: Steps, timeZone: string): string => {
  const tries = attempts > 1 || (attempts === 1 && sentAt === null) ? attempts : 0
  const steps = [
    { word: 'Written', at: createdAt },
    ...(sentAt === null ? [] : [{ word: 'sent', at: sentAt }]),
    ...reports.map(({ outcome, at }) => ({ word: words[outcome], at })),
    ...(dueAt === null ? [] : [{ word: 'next try', at: dueAt }]),
  ]
  const told = steps.map(({ word, at }, index) => {
    const [day = '', time = ''] = formatMoment(at, timeZone).split(', ')
    const before = steps[index - 1]
    const isSameDay = before !== undefined && formatMoment(before.at, timeZone).startsWith(`${day},`)
    return `${word} ${isSameDay ? time : `${day}, ${time}`}`
  })
  return [...told, ...(tries === 0 ? [] : [tries === 1 ? 'tried once' : `tried ${tries} times`])].join(' · ')
}
