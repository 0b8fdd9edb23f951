import { type ReactNode, useId } from 'react'
import { Card } from '@/app/_ui/card'
import { classNames } from '@/app/_ui/class-names'

/** One subject of the page, with its charts and tables under each other. */
export function Panel({
  title,
  note,
  className,
  children,
}: {
  readonly title: string
  readonly note?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <Card aria-labelledby={id} className={classNames('min-w-0', className)}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 pt-5">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {note && <p className="text-sm text-ink-soft">{note}</p>}
      </div>
      {children}
    </Card>
  )
}

export const PanelBody = ({ className, children }: { readonly className?: string; readonly children: ReactNode }) => (
  <div className={classNames('grid gap-6 p-5', className)}>{children}</div>
)

/** A table that reaches the edges of its panel, with what it is called above it. */
export const PanelTable = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className="border-t border-line pb-1">
    <h3 className="px-5 pt-4 pb-1 font-medium">{title}</h3>
    {children}
  </div>
)

export const NothingYet = ({ children }: { readonly children: ReactNode }) => (
  <p className="px-5 pt-1 pb-4 text-ink-faint">{children}</p>
)
