'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { classNames } from './class-names'

/** Pages that belong together, as tabs above each of them. `className` is of the row. */
export function TabNav({
  label,
  places,
  className,
}: {
  readonly label: string
  readonly places: readonly { readonly href: string; readonly label: string }[]
  readonly className?: string
}) {
  const pathname = usePathname()
  return (
    <nav
      aria-label={label}
      className={classNames('scroll-row flex gap-1 overflow-x-auto border-b border-line', className)}
    >
      {places.map((place) => (
        <Link
          key={place.href}
          href={place.href}
          aria-current={pathname === place.href ? 'page' : undefined}
          className={classNames(
            'relative flex h-10 items-center px-3 font-medium whitespace-nowrap transition-colors focus-visible:-outline-offset-2 touch:h-11',
            pathname === place.href
              ? 'text-ink after:absolute after:inset-x-3 after:-bottom-px after:h-0.5 after:bg-ink'
              : 'text-ink-faint hover:text-ink',
          )}
        >
          {place.label}
        </Link>
      ))}
    </nav>
  )
}
