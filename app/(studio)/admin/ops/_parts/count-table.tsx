import type { ReactNode } from 'react'
import { formatCount } from '@/app/_ui/format'
import { Table } from '@/app/_ui/table'
import { NothingYet } from './panel'

type Counted = { readonly labels: Readonly<Record<string, string>>; readonly count: number }

/** Things by their labels and how many there were, most first. */
export const CountTable = ({
  caption,
  columns,
  rows,
  empty,
}: {
  readonly caption: string
  /** Label and what it is called. */
  readonly columns: readonly (readonly [label: string, header: string])[]
  readonly rows: readonly Counted[]
  readonly empty: ReactNode
}) => (
  <Table
    caption={caption}
    rows={rows}
    rowKey={({ labels }) => JSON.stringify(labels)}
    empty={<NothingYet>{empty}</NothingYet>}
    columns={[
      ...columns.map(([label, header]) => ({
        key: label,
        header,
        cell: ({ labels }: Counted) => (
          <span className="break-words">{(labels[label] ?? '').replaceAll('_', ' ')}</span>
        ),
      })),
      {
        key: 'count',
        header: 'Count',
        align: 'right' as const,
        cell: ({ count }: Counted) => <span className="numbers">{formatCount(count)}</span>,
      },
    ]}
  />
)
