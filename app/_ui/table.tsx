import type { ReactNode } from 'react'
import { classNames } from './class-names'

export type Column<Row> = {
  readonly key: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  readonly align?: 'left' | 'right'
  /** Left out below 640 px. */
  readonly isWideOnly?: boolean
  readonly className?: string
}

/** A calm table. Rows are drawn as given: sorting and paging are the page's, in the address. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  empty,
}: {
  /** Read aloud, not shown. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly empty?: ReactNode
}) {
  const cellClass = (column: Column<Row>) =>
    classNames(
      'px-4 py-2.5 first:pl-5 last:pr-5',
      column.align === 'right' ? 'text-right' : 'text-left',
      column.isWideOnly && 'hidden sm:table-cell',
      column.className,
    )
  if (rows.length === 0 && empty) return empty
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classNames(cellClass(column), 'text-sm font-medium text-ink-faint')}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={rowKey(row)} className="transition-colors hover:bg-hover">
              {columns.map((column) => (
                <td key={column.key} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
