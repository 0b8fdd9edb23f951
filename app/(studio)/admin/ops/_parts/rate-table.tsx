import { Disclosure } from '@/app/_ui/disclosure'
import { formatCount } from '@/app/_ui/format'
import { Table } from '@/app/_ui/table'
import { milliseconds, percent } from './figures'
import { NothingYet } from './panel'
import { Sparkline } from './sparkline'
import type { Ops } from './types'

type Row = Ops['routes'][number]

const number = (text: string, isLoud = false) => (
  <span className={isLoud ? 'numbers font-medium text-bad' : 'numbers'}>{text}</span>
)

/** As many as a glance takes in. */
const inSight = 8

/** Rate, errors and durations of each thing that can be asked for, the busiest first. */
export const RateTable = (props: {
  readonly caption: string
  readonly header: string
  readonly rows: readonly Row[]
}) => {
  const rest = props.rows.slice(inSight)
  return (
    <>
      <Rows {...props} rows={props.rows.slice(0, inSight)} />
      {rest.length > 0 && (
        <Disclosure
          className="border-t border-line px-5 py-1"
          title={<span className="text-sm font-normal text-ink-faint">{formatCount(rest.length)} more</span>}
        >
          <div className="-mx-5">
            <Rows {...props} caption={`${props.caption}, the rest`} rows={rest} />
          </div>
        </Disclosure>
      )}
    </>
  )
}

const Rows = ({
  caption,
  header,
  rows,
}: {
  readonly caption: string
  readonly header: string
  readonly rows: readonly Row[]
}) => (
  <Table
    caption={caption}
    rows={rows}
    rowKey={({ name }) => name}
    empty={<NothingYet>Nothing was asked for in this window.</NothingYet>}
    columns={[
      { key: 'name', header, cell: ({ name }) => <span className="numbers break-all">{name}</span> },
      {
        key: 'trend',
        header: 'Over time',
        isWideOnly: true,
        className: 'w-32',
        cell: ({ trend }) => <Sparkline trend={trend} className="h-5 w-24" />,
      },
      { key: 'count', header: 'Count', align: 'right', cell: ({ count }) => number(formatCount(count)) },
      {
        key: 'errors',
        header: 'Errors',
        align: 'right',
        cell: ({ errorShare }) => number(percent(errorShare), errorShare > 0),
      },
      { key: 'p50', header: 'p50', align: 'right', isWideOnly: true, cell: ({ p50Ms }) => number(milliseconds(p50Ms)) },
      { key: 'p95', header: 'p95', align: 'right', cell: ({ p95Ms }) => number(milliseconds(p95Ms)) },
      { key: 'p99', header: 'p99', align: 'right', isWideOnly: true, cell: ({ p99Ms }) => number(milliseconds(p99Ms)) },
    ]}
  />
)
