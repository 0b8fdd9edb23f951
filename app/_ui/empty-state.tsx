import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** Nothing here yet: what will stand here, and the next action. */
export const EmptyState = ({
  icon,
  title,
  children,
  actions,
  isPage = false,
  className,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** Nothing else is on the page: the title is its <h1>. */
  readonly isPage?: boolean
  readonly className?: string
}) => (
  <div
    className={classNames(
      'flex flex-col items-center gap-4 rounded-xl border border-dashed border-line-strong px-6 py-14 text-center',
      className,
    )}
  >
    {icon && (
      <span className="text-ink-faint [&>svg]:size-6" aria-hidden="true">
        {icon}
      </span>
    )}
    <div className="max-w-md">
      {isPage ? <h1 className="text-lg font-semibold">{title}</h1> : <h2 className="text-lg font-semibold">{title}</h2>}
      {children && <div className="mt-1 text-ink-soft">{children}</div>}
    </div>
    {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
  </div>
)
