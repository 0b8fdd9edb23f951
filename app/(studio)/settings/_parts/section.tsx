import { type ReactNode, useId } from 'react'
import { Card } from '@/app/_ui/card'

/** One subject of the settings. `isFlush` lets a table reach the edges. */
export function Section({
  title,
  description,
  actions,
  isFlush = false,
  children,
}: {
  readonly title: string
  readonly description?: ReactNode
  readonly actions?: ReactNode
  readonly isFlush?: boolean
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <Card aria-labelledby={id}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 p-5">
        <div className="max-w-prose">
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {description && <p className="mt-0.5 text-ink-soft">{description}</p>}
        </div>
        {actions}
      </div>
      <div className={isFlush ? 'border-t border-line' : 'px-5 pb-5'}>{children}</div>
    </Card>
  )
}
