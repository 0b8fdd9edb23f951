import { Table } from '@/app/_ui/table'
import { formatMoment } from '../../../settings/_parts/format-day'
import { StatusBadge } from './status-badge'
import type { MailLine } from './types'

const words = { delivered: 'delivered', delayed: 'delayed', bounced: 'bounced', complained: 'called junk' } as const

/** Each step that is known, in order: "Written 25 Nov 2026, 10:00 · sent 10:03 · bounced 10:05". A day is named where it begins. */
const stepsOf = ({ createdAt, sentAt, dueAt, attempts, reports }: MailLine, timeZone: string): string => {
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

export function MailTable({
  lines,
  address,
  timeZone,
}: {
  readonly lines: readonly MailLine[]
  readonly address: string
  readonly timeZone: string
}) {
  return (
    <Table
      caption={`Mail to ${address}`}
      rows={lines}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'mail',
          header: 'Mail',
          cell: (line) => (
            <div className="grid gap-0.5">
              <span className="font-medium wrap-anywhere">{line.subject}</span>
              <span className="text-sm text-ink-faint">
                {line.template}
                {line.to !== address && <span className="break-all"> · to {line.to}</span>}
              </span>
              {line.why !== null && <span className="text-sm text-ink-soft">{line.why}</span>}
              <span className="text-sm text-ink-faint">{stepsOf(line, timeZone)}</span>
            </div>
          ),
        },
        {
          key: 'status',
          header: 'Status',
          align: 'right',
          className: 'align-top',
          cell: (line) => (
            <div className="grid justify-items-end gap-1">
              <StatusBadge status={line.status} />
              <span className="numbers hidden text-sm whitespace-nowrap text-ink-faint sm:block">
                {formatMoment(line.at, timeZone)}
              </span>
            </div>
          ),
        },
      ]}
    />
  )
}
