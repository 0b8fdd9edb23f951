'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

export type NavLink = { readonly href: string; readonly label: string; readonly icon: ReactNode }

const looks = {
  rail: 'flex h-9 items-center gap-2.5 rounded-lg px-2.5 font-medium [&>svg]:size-4 text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:text-ink touch:h-11',
  bar: 'flex h-14 flex-1 flex-col items-center justify-center gap-1 text-2xs font-medium [&>svg]:size-5 text-ink-faint aria-[current=page]:text-ink focus-visible:-outline-offset-2',
}

/** The product's places. The one whose address begins the page's own is marked. */
export function NavLinks({
  links,
  look,
  className,
}: {
  readonly links: readonly NavLink[]
  /** `rail` at the left of a wide screen, `bar` at the bottom of a narrow one. */
  readonly look: keyof typeof looks
  readonly className?: string
}) {
  const pathname = usePathname()
  const current = links
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0]
  return (
    <nav aria-label="Main" className={className}>
      {links.map((link) => (
        <Link
          key={link.href}
          href={link.href}
          aria-current={link === current ? 'page' : undefined}
          className={classNames('transition-colors', looks[look])}
        >
          {link.icon}
          {link.label}
        </Link>
      ))}
    </nav>
  )
}
