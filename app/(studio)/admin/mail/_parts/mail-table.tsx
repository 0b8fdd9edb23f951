import { Table } from '@/app/_ui/table'
import { formatMoment } from '../../../settings/_parts/format-day'
import { mailSteps } from './mail-steps'
import { StatusBadge } from './status-badge'
import type { MailLine } from './types'

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
              <span className="text-sm text-ink-faint">{mailSteps(line, timeZone)}</span>
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
