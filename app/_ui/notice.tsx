import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

const looks = {
  neutral: { className: 'border-line bg-sunken', icon: <Info className="text-ink-faint" /> },
  good: { className: 'border-good-line bg-good-soft', icon: <CircleCheck className="text-good" /> },
  warn: { className: 'border-warn-line bg-warn-soft', icon: <TriangleAlert className="text-warn" /> },
  bad: { className: 'border-bad-line bg-bad-soft', icon: <CircleAlert className="text-bad" /> },
} as const

/** A message that stands in the page: what is so, and what can be done about it. */
export const Notice = ({
  tone = 'neutral',
  title,
  actions,
  className,
  children,
}: {
  readonly tone?: keyof typeof looks
  readonly title?: ReactNode
  readonly actions?: ReactNode
  readonly className?: string
  readonly children?: ReactNode
}) => (
  <div
    role={tone === 'bad' ? 'alert' : undefined}
    className={classNames(
      'flex flex-wrap items-start gap-3 rounded-lg border px-4 py-3 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0',
      looks[tone].className,
      className,
    )}
  >
    {looks[tone].icon}
    <div className="min-w-48 flex-1">
      {title && <p className="font-medium">{title}</p>}
      {children && <div className="text-ink-soft">{children}</div>}
    </div>
    {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
  </div>
)
