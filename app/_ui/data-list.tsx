import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** Names and values, a line each: `<DataList rows={[['Length', <Timecode … />]]} />`. */
export const DataList = ({
  rows,
  className,
}: {
  readonly rows: readonly (readonly [label: string, value: ReactNode])[]
  readonly className?: string
}) => (
  <dl className={classNames('divide-y divide-line', className)}>
    {rows.map(([label, value]) => (
      <div key={label} className="flex items-baseline justify-between gap-6 py-2">
        <dt className="text-ink-faint">{label}</dt>
        <dd className="min-w-0 text-right">{value}</dd>
      </div>
    ))}
  </dl>
)
