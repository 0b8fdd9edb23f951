import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** In place of what could not be shown: what happened, what was kept, what to do. */
export const ErrorState = ({
  title,
  kept,
  children,
  actions,
  requestId,
  isPage = false,
  className,
}: {
  /** What happened: "This project could not be loaded". */
  readonly title: string
  /** What was kept: "Your clips are safe". */
  readonly kept?: ReactNode
  /** What to do. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
  readonly requestId?: string
  /** It is the whole page, and its title the page's one <h1>. */
  readonly isPage?: boolean
  readonly className?: string
}) => {
  const Title = isPage ? 'h1' : 'h2'
  return (
    <div
      role="alert"
      className={classNames(
        'flex flex-col items-start gap-4 rounded-xl border border-bad-line bg-surface p-6',
        className,
      )}
    >
      <div className="flex gap-3">
        <CircleAlert className="mt-0.5 size-5 shrink-0 text-bad" aria-hidden="true" />
        <div className="max-w-prose">
          <Title className="text-lg font-semibold">{title}</Title>
          {kept && <p className="mt-1 text-ink-soft">{kept}</p>}
          {children && <div className="mt-1 text-ink-soft">{children}</div>}
          {requestId && (
            <p className="mt-3 text-sm text-ink-faint">
              If you write to us, mention <span className="numbers">{requestId}</span>.
            </p>
          )}
        </div>
      </div>
      {actions && <div className="flex flex-wrap gap-2 pl-8">{actions}</div>}
    </div>
  )
}
