import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Fragment } from 'react'

/** The page's one <h1>, with where it stands above it and what can be done at its right. */
export const PageHeader = ({
  title,
  trail = [],
  description,
  actions,
}: {
  readonly title: ReactNode
  readonly trail?: readonly { readonly label: string; readonly href: string }[]
  readonly description?: ReactNode
  readonly actions?: ReactNode
}) => (
  <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
    <div className="min-w-0">
      {trail.length > 0 && (
        <nav aria-label="Where this is" className="mb-1 flex items-center gap-1 text-sm text-ink-faint">
          {trail.map((step, index) => (
            <Fragment key={step.href}>
              {index > 0 && <ChevronRight className="size-3.5" aria-hidden="true" />}
              <Link href={step.href} className="rounded-sm hover:text-ink">
                {step.label}
              </Link>
            </Fragment>
          ))}
        </nav>
      )}
      <h1 className="text-2xl font-semibold break-words">{title}</h1>
      {description && <p className="mt-1 max-w-prose text-ink-soft">{description}</p>}
    </div>
    {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
  </header>
)
