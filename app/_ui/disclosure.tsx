import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** Folded by default: what most people never need. Works without JavaScript. */
export function Disclosure({
  title,
  note,
  isOpen = false,
  className,
  children,
}: {
  readonly title: ReactNode
  /** What is inside or what is set, in a few words. */
  readonly note?: ReactNode
  readonly isOpen?: boolean
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <details open={isOpen} className={classNames('group', className)}>
      <summary className="flex min-h-10 list-none items-center gap-2 rounded-md font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight
          className="size-4 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
          aria-hidden="true"
        />
        <span className="shrink-0">{title}</span>
        {note && <span className="min-w-0 truncate font-normal text-ink-faint">{note}</span>}
      </summary>
      <div className="pt-2 pb-1">{children}</div>
    </details>
  )
}
